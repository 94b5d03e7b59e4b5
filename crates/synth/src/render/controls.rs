use crate::sequence::{Action, Instrument, Part};
use crate::units::db_to_gain;

/// The state of a part's controllers, as the numbers that its voices use.
#[derive(Debug)]
pub(super) struct Controls {
    pub(super) instrument: Instrument,
    /// Part gain, volume and expression in one factor.
    pub(super) gain: f32,
    /// -0.5 (left) to 0.5 (right).
    pub(super) pan: f32,
    pub(super) bend_cents: f32,
    /// Vibrato added by the modulation wheel.
    pub(super) modulation_cents: f32,
    pub(super) sustain: bool,
    part_gain: f32,
    volume: f32,
    expression: f32,
}

impl Controls {
    pub(super) fn of(part: &Part) -> Self {
        let mut controls = Self {
            instrument: part.instrument,
            gain: 0.0,
            pan: 0.5 * part.pan,
            bend_cents: 0.0,
            modulation_cents: 0.0,
            sustain: false,
            part_gain: db_to_gain(part.gain_db),
            volume: 100.0 / 127.0,
            expression: 1.0,
        };
        controls.weigh();
        controls
    }

    /// Takes a controller's new value; notes are none of its business.
    pub(super) fn set(&mut self, action: Action) {
        match action {
            Action::Instrument(instrument) => self.instrument = instrument,
            Action::Volume(value) => self.volume = f32::from(value) / 127.0,
            Action::Expression(value) => self.expression = f32::from(value) / 127.0,
            // SoundFont 2.04, section 8.4.4: the wheel gives up to 50 cents.
            Action::Modulation(value) => self.modulation_cents = f32::from(value) * (50.0 / 127.0),
            Action::Sustain(down) => self.sustain = down,
            Action::Bend { cents } => self.bend_cents = f32::from(cents),
            Action::NoteOn { .. } | Action::NoteOff { .. } | Action::AllNotesOff => {}
        }
        self.weigh();
    }

    /// Volume and expression are squared, as General MIDI recommends (section 8.4.5 likewise).
    fn weigh(&mut self) {
        let loudness = self.volume * self.expression;
        self.gain = self.part_gain * loudness * loudness;
    }
}
