//! Ranks over MPI (Message Passing Interface 3.1): `mpirun -n 2 musaic train composer ...`.

use mpi::collective::SystemOperation;
use mpi::environment::Universe;
use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, CommunicatorCollectives};

use super::Ranks;

/// One rank of a training over MPI.
pub struct MpiRanks {
    world: SimpleCommunicator,
    /// Ends MPI when it is dropped.
    _universe: Universe,
}

impl std::fmt::Debug for MpiRanks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "rank {} of {}", self.rank(), self.ranks())
    }
}

impl MpiRanks {
    /// Joins the others; `None` when MPI cannot be started, or was already.
    #[must_use]
    pub fn join() -> Option<MpiRanks> {
        let universe = mpi::initialize()?;
        Some(MpiRanks { world: universe.world(), _universe: universe })
    }
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
}
