//! Pieces made ready for the network: everything it is told, and what it should have chosen.

use super::features::{Asked, Deed, Told};
use super::net::Net;
use super::ops::cost::IGNORED;
use crate::tokens::exposure::Exposure;
use crate::tokens::given::Given;
use crate::tokens::history::History;
use crate::tokens::matches::Matches;
use crate::tokens::text::Text;
use crate::tokens::{Column, Token};

/// What one column's decoder is told and asked, all steps of all pieces one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct ColumnLesson {
    pub(crate) told: Told,
    pub(crate) targets: Vec<u32>,
    /// Where it is asked whether a note is struck again: backbone steps, features, and answers.
    pub(crate) strike_states: Vec<u32>,
    pub(crate) strike_rows: Vec<u32>,
    pub(crate) strike_targets: Vec<u32>,
}

/// Some pieces, one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lesson {
    /// First backbone step and number of backbone steps of each piece.
    pub(crate) pieces: Vec<(usize, usize)>,
    /// What the backbone is told.
    pub(crate) backbone: Vec<u32>,
    /// What the encoder of given cells is told; empty where no piece has any.
    pub(crate) given: Vec<u32>,
    /// For each step the backbone step whose state it uses.
    pub(crate) states: Vec<u32>,
    /// What the decoders are told and asked.
    pub(crate) columns: Vec<ColumnLesson>,
}

impl Lesson {
    /// Adds a piece of which something is given; given cells are not asked for. All pieces of a lesson, or
    /// none, have given cells.
    pub(crate) fn add(&mut self, net: &Net, text: &Text, given: &Given) {
        let columns = &net.shape.columns;
        self.columns.resize_with(columns.len(), ColumnLesson::default);
        let first = self.pieces.last().map_or(0, |(first, length)| first + length);
        let (mut history, mut matches) = (History::new(columns), Matches::new(columns));
        let mut exposure = Exposure::new(columns);
        let mut since_strike = vec![0; columns.len()];
        let mut backbone = first;
        for (step, frame) in text.frames.iter().enumerate() {
            let asked = Asked { history: &history, matches: &matches, exposure: &exposure, given };
            if step.is_multiple_of(net.shape.stride) {
                net.features.backbone(&asked, &mut self.backbone);
                if given.any_cell() {
                    net.features.given(given, step, &mut self.given);
                }
                backbone += 1;
            }
            let state = u32::try_from(backbone - 1).unwrap_or(u32::MAX);
            self.states.push(state);
            self.ask_cells(net, &asked, frame);
            if let Some(strikes) = text.strikes.get(step) {
                self.ask_strikes(net, &asked, frame, strikes, state, &mut since_strike);
            }
            history.push(frame);
            matches.push(frame, &history);
            exposure.push(frame);
        }
        self.pieces.push((first, backbone - first));
    }

    fn ask_cells(&mut self, net: &Net, asked: &Asked<'_>, frame: &[Token]) {
        let mut known = asked.given.frame(frame.len(), asked.history.steps());
        for &column in &net.shape.order {
            let lesson = &mut self.columns[column];
            let asked_for = known[column].is_none();
            known[column] = None;
            net.features.decoder(column, asked, &known, &mut lesson.told);
            let token = frame[column];
            lesson.targets.push(if asked_for { u32::from(token) } else { IGNORED });
            known[column] = Some(token);
        }
    }

    /// `since_strike` counts steps by column, and goes on.
    fn ask_strikes(
        &mut self,
        net: &Net,
        asked: &Asked<'_>,
        frame: &[Token],
        strikes: &[bool],
        state: u32,
        since_strike: &mut [usize],
    ) {
        let columns = &net.shape.columns;
        let pasts = asked.history.pasts();
        let mut deeds =
            deeds(&asked.history.pasts().iter().map(|p| p.now).collect::<Vec<_>>(), frame);
        for &column in &net.shape.order {
            if deeds[column] == Deed::Stays {
                let held = [pasts[column].held, since_strike[column]];
                if columns[column] == Column::Voice {
                    let lesson = &mut self.columns[column];
                    let others = others(&deeds, column);
                    let rows = &mut lesson.strike_rows;
                    net.features.strike(asked.given, asked.history.steps(), held, others, rows);
                    lesson.strike_states.push(state);
                    lesson.strike_targets.push(u32::from(strikes[column]));
                }
                deeds[column] = if strikes[column] { Deed::Repeats } else { Deed::Holds };
            }
            let begins = matches!(deeds[column], Deed::Moves | Deed::Repeats);
            since_strike[column] = if begins { 1 } else { since_strike[column] + 1 };
        }
    }

    /// How many steps there are.
    pub(crate) fn steps(&self) -> usize {
        self.states.len()
    }
}

/// What each column does at a step, before it is decided which notes are struck again.
pub(crate) fn deeds(before: &[Token], frame: &[Token]) -> Vec<Deed> {
    let deed = |(&before, &now): (&Token, &Token)| match now {
        Column::SILENT => Deed::Rests,
        now if now == before => Deed::Stays,
        _ => Deed::Moves,
    };
    before.iter().zip(frame).map(deed).collect()
}

/// The deeds of all columns but one.
pub(crate) fn others(deeds: &[Deed], column: usize) -> impl Iterator<Item = Deed> + '_ {
    deeds.iter().enumerate().filter(move |(other, _)| *other != column).map(|(_, &deed)| deed)
}
