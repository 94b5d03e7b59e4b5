//! Ranks over MPI (Message Passing Interface 3.1): `mpirun -n 2 musaic train composer ...`.

use std::cell::{RefCell, RefMut};

use mpi::Count;
use mpi::collective::SystemOperation;
use mpi::datatype::{Partition, PartitionMut};
use mpi::environment::Universe;
use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, CommunicatorCollectives};

use super::Ranks;
use super::stretches::{add, stretch};

/// One rank of a training over MPI.
pub struct MpiRanks {
    world: SimpleCommunicator,
    /// What others send, and what is sent where it cannot be sent from its place: used again.
    buffer: RefCell<Vec<f32>>,
    /// Ends MPI when it is dropped.
    _universe: Universe,
}

impl std::fmt::Debug for MpiRanks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "rank {} of {}", self.rank(), self.ranks())
    }
}

/// A rank that fails takes the others with it: they would wait for it for ever.
impl Drop for MpiRanks {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.world.abort(1);
        }
    }
}

impl MpiRanks {
    /// Joins the others; `None` when MPI cannot be started, or was already.
    #[must_use]
    pub fn join() -> Option<MpiRanks> {
        let universe = mpi::initialize()?;
        let world = universe.world();
        Some(MpiRanks { world, buffer: RefCell::default(), _universe: universe })
    }

    /// Room for so many numbers, whatever they are.
    fn buffer(&self, length: usize) -> RefMut<'_, [f32]> {
        let mut buffer = self.buffer.borrow_mut();
        if buffer.len() < length {
            buffer.resize(length, 0.0);
        }
        RefMut::map(buffer, |buffer| &mut buffer[..length])
    }

    /// Where each rank's own stretch of so many numbers begins, and how long it is.
    fn stretches(&self, length: usize) -> (Vec<Count>, Vec<Count>) {
        let each = stretch(length, self.ranks());
        let begin = |rank: usize| (rank * each).min(length);
        let all = (0..self.ranks()).map(|rank| (begin(rank), begin(rank + 1) - begin(rank)));
        all.map(|(begin, length)| (count(begin), count(length))).unzip()
    }
}

/// What MPI counts by.
fn count(n: usize) -> Count {
    Count::try_from(n).unwrap_or(Count::MAX)
}

impl Ranks for MpiRanks {
    fn rank(&self) -> usize {
        usize::try_from(self.world.rank()).unwrap_or(0)
    }

    fn ranks(&self) -> usize {
        usize::try_from(self.world.size()).unwrap_or(1)
    }

    fn sum(&self, numbers: &mut [f32]) {
        let mut sums = vec![0.0f32; numbers.len()];
        self.world.all_reduce_into(&*numbers, &mut sums[..], SystemOperation::sum());
        numbers.copy_from_slice(&sums);
    }

    /// Each rank sends every other its stretch, and adds up what comes as lanes are added up within a
    /// process: MPI's own sum may take another order, and so end in other bits.
    fn sum_own(&self, numbers: &mut [f32]) {
        if self.ranks() < 2 {
            return;
        }
        let own = self.own(numbers.len());
        let mut buffer = self.buffer(self.ranks() * own.len());
        let (begins, lengths) = self.stretches(numbers.len());
        let sent = Partition::new(&*numbers, lengths, begins);
        let arriving = vec![count(own.len()); self.ranks()];
        let places: Vec<Count> = (0..self.ranks()).map(|rank| count(rank * own.len())).collect();
        let mut received = PartitionMut::new(&mut buffer[..], arriving, places);
        self.world.all_to_all_varcount_into(&sent, &mut received);
        let mut apart = own.len();
        while apart > 0 && apart < buffer.len() {
            for pair in buffer.chunks_mut(2 * apart) {
                if pair.len() > apart {
                    let (left, right) = pair.split_at_mut(apart);
                    add(&mut left[..own.len()], &right[..own.len()], 1);
                }
            }
            apart *= 2;
        }
        numbers[own.clone()].copy_from_slice(&buffer[..own.len()]);
    }

    fn spread(&self, numbers: &mut [f32]) {
        if self.ranks() < 2 {
            return;
        }
        let own = self.own(numbers.len());
        let mut buffer = self.buffer(own.len());
        buffer.copy_from_slice(&numbers[own]);
        let (begins, lengths) = self.stretches(numbers.len());
        let mut all = PartitionMut::new(numbers, lengths, begins);
        self.world.all_gather_varcount_into(&buffer[..], &mut all);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::path::Path;
    use std::process::Command;

    use super::super::tests::{options, run};
    use super::super::{Alone, TrainOptions, Trainer};
    use super::*;

    /// Names the folder in which ranks leave what they learned.
    const LEFT_IN: &str = "MUSAIC_TEST_RANKS";
    const NAME: &str = "training::mpi::tests::ranks_reach_the_weights_of_one_to_the_last_bit";

    /// More parts than two ranks have lanes, fewer numbers than four have whole blocks for.
    fn shared() -> TrainOptions {
        TrainOptions { parts: 4, ..options() }
    }

    /// Starts itself again under `mpirun`, as two ranks and as four.
    #[test]
    fn ranks_reach_the_weights_of_one_to_the_last_bit() {
        if let Some(folder) = std::env::var_os(LEFT_IN) {
            return learn_as_rank(Path::new(&folder));
        }
        if Command::new("mpirun").arg("--version").output().is_err() {
            // Past the capture of tests that pass: a test left out must be seen.
            let _ = writeln!(std::io::stderr(), "SKIPPED {NAME}: there is no mpirun");
            return;
        }
        let mut alone = Trainer::new(&shared(), 1);
        run(&mut alone, &Alone, 20);
        for ranks in [2, 4] {
            let folder = folder_of(ranks);
            let heard = Command::new("mpirun")
                .args(["-n", &ranks.to_string()])
                .arg(std::env::current_exe().unwrap())
                .args(["--exact", NAME, "--nocapture"])
                .env(LEFT_IN, &folder)
                .env("OMPI_ALLOW_RUN_AS_ROOT", "1")
                .env("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
                .env("OMPI_MCA_rmaps_base_oversubscribe", "1")
                .output()
                .unwrap();
            assert!(heard.status.success(), "{}", String::from_utf8_lossy(&heard.stderr));
            for rank in 0..ranks {
                let found = Trainer::resume(&folder.join(rank.to_string()), 1).unwrap();
                assert_eq!(found.step(), 20);
                assert!(found.weights == alone.weights, "rank {rank} of {ranks}");
                assert!(found.average == alone.average && found.adam == alone.adam);
            }
            std::fs::remove_dir_all(&folder).unwrap();
        }
    }

    fn folder_of(ranks: usize) -> std::path::PathBuf {
        let name = format!("musaic-ranks-{}-{ranks}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn learn_as_rank(folder: &Path) {
        let ranks = MpiRanks::join().unwrap();
        let mut trainer = Trainer::new(&shared(), 1);
        run(&mut trainer, &ranks, 20);
        trainer.save(&folder.join(ranks.rank().to_string())).unwrap();
    }
}
