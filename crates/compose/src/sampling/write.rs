//! Writing a piece step by step.

use super::draw::{Boldness, draw};
use super::rules::{Moment, Rules};
use crate::network::features::Deed;
use crate::network::lesson::{deeds, others};
use crate::network::net::Net;
use crate::network::session::Session;
use crate::random::Random;
use crate::tokens::given::Given;
use crate::tokens::{Column, Frames, Token};

/// What is to be written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// What the network is told.
    pub(crate) given: Given,
    /// `[columns][steps]`: cells that are locked, told or not.
    pub(crate) locked: Vec<Vec<Option<Token>>>,
    /// `[columns][steps]`: strikes of locked cells.
    pub(crate) struck: Vec<Vec<Option<bool>>>,
    /// By step: the earlier step whose cells it repeats; empty where nothing comes back.
    pub(crate) echoes: Vec<Option<usize>>,
    /// How many steps.
    pub(crate) steps: usize,
    /// What may be chosen.
    pub(crate) rules: Rules,
}

impl Draft {
    /// The earlier step whose cells a step repeats.
    fn echo(&self, step: usize) -> Option<usize> {
        self.echoes.get(step).copied().flatten().filter(|&earlier| earlier < step)
    }
}

/// A piece as written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Written {
    /// `[steps][columns]`.
    pub(crate) frames: Frames,
    /// `[steps][columns]`: whether each cell is struck.
    pub(crate) strikes: Vec<Vec<bool>>,
    /// Nats of all cells that were chosen, before boldness and rules.
    pub(crate) nats: f64,
    /// How many cells were chosen.
    pub(crate) chosen: usize,
}

impl Written {
    /// For how many steps a column has been silent at the end of what is written.
    fn rested(&self, column: usize) -> usize {
        self.frames.iter().rev().take_while(|frame| frame[column] == Column::SILENT).count()
    }
}

/// Writes a piece; the same draft and randomness make the same piece. Each step (tokens and strikes by column)
/// is told as soon as it is written.
pub(crate) fn write(
    net: &Net,
    weights: &[f32],
    draft: &Draft,
    boldness: Boldness,
    random: &mut Random,
    mut tell: impl FnMut(&[Token], &[bool]),
) -> Written {
    let columns = net.shape.columns.len();
    let mut session = Session::new(net, weights, &draft.given);
    let (frames, strikes) = (Vec::with_capacity(draft.steps), Vec::with_capacity(draft.steps));
    let mut written = Written { frames, strikes, nats: 0.0, chosen: 0 };
    let mut since_strike = vec![0; columns];
    for step in 0..draft.steps {
        let frame = choose_frame(net, &session, draft, step, boldness, random, &mut written);
        let strikes =
            choose_strikes(net, &session, draft, &frame, &written, &mut since_strike, random);
        tell(&frame, &strikes);
        session.push(&frame);
        written.frames.push(frame);
        written.strikes.push(strikes);
    }
    written
}

fn choose_frame(
    net: &Net,
    session: &Session<'_>,
    draft: &Draft,
    step: usize,
    boldness: Boldness,
    random: &mut Random,
    written: &mut Written,
) -> Vec<Token> {
    let columns = &net.shape.columns;
    let before = session.last();
    let echo = draft.echo(step).map(|earlier| written.frames[earlier].clone());
    let lock = |column: usize| {
        let locked = draft.locked.get(column).and_then(|cells| cells.get(step).copied().flatten());
        locked.or_else(|| echo.as_ref().map(|frame| frame[column]))
    };
    let mut known: Vec<Option<Token>> = (0..columns.len()).map(lock).collect();
    for &column in &net.shape.order {
        if known[column].is_some() {
            continue;
        }
        let mut logits = session.logits(column, &known);
        let fair = logits.clone();
        let rested = written.rested(column);
        let moment = Moment { step, column, before: &before, known: &known, rested };
        draft.rules.restrict(columns, &moment, &mut logits);
        let token = draw(&mut logits, boldness, random).unwrap_or(0);
        written.nats += crate::network::ops::softmax::nats(&mut fair.clone(), token);
        written.chosen += 1;
        known[column] = Token::try_from(token).ok();
    }
    known.into_iter().map(|token| token.unwrap_or(Column::SILENT)).collect()
}

/// Which notes are struck: all that begin, and some that stay.
fn choose_strikes(
    net: &Net,
    session: &Session<'_>,
    draft: &Draft,
    frame: &[Token],
    written: &Written,
    since_strike: &mut [usize],
    random: &mut Random,
) -> Vec<bool> {
    let step = session.steps();
    let mut doing = deeds(&session.last(), frame);
    for &column in &net.shape.order {
        if doing[column] == Deed::Stays {
            let lock =
                draft.struck.get(column).and_then(|cells| cells.get(step).copied().flatten());
            let lock = lock.or_else(|| Some(written.strikes[draft.echo(step)?][column]));
            let struck = lock.unwrap_or_else(|| {
                let chance = session.strikes(column, since_strike[column], others(&doing, column));
                net.shape.columns[column] == Column::Voice && random.unit() < f64::from(chance)
            });
            doing[column] = if struck { Deed::Repeats } else { Deed::Holds };
        }
        let begins = matches!(doing[column], Deed::Moves | Deed::Repeats);
        since_strike[column] = if begins { 1 } else { since_strike[column] + 1 };
    }
    doing.iter().map(|deed| matches!(deed, Deed::Moves | Deed::Repeats)).collect()
}
