//! What was measured, for a terminal.

use std::fmt::Write;
use std::path::Path;

use super::Report;
use super::harmonised::Harmonised;

pub(super) fn table(report: &Report, folder: &Path) -> String {
    let found = &report.likelihood;
    let mut text = String::new();
    let mut row = |name: &str, value: String| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:<18} {value}");
    };
    row("model", format!("{} ({})", report.model, folder.display()));
    if !report.with.is_empty() {
        row("mixed with", report.with.join(", "));
    }
    row("parameters", report.parameters.to_string());
    row("data", format!("{}, {}", report.data, report.split));
    row("pieces", format!("{} ({} left out)", found.pieces, found.left_out));
    row("frames", found.frames.to_string());
    row("keys", found.keys.to_string());
    row("nats per note", format!("{:.4}", found.nats_per_note));
    row("nats per frame", format!("{:.4}", found.nats_per_frame));
    let by: Vec<String> = found.nats_by_column.iter().map(|nats| format!("{nats:.4}")).collect();
    row("nats by column", by.join(" "));
    if let Some(compared) = &report.quality {
        let _ = writeln!(text, "\n{:<40} {:>10} {:>10}", "", report.split, "composed");
        for (name, human, ours) in compared.rows() {
            let _ = writeln!(text, "{name:<40} {human:>10.2} {ours:>10.2}");
        }
    }
    if let Some(harmonised) = &report.harmonised {
        text.push_str(&settings(harmonised));
    }
    text
}

fn settings(harmonised: &Harmonised) -> String {
    let Harmonised { pieces, given_notes, changed_notes, rows } = harmonised;
    let mut text = format!(
        "\n{pieces} melodies harmonised, {changed_notes} of {given_notes} given notes changed; 5 to 95 % of pieces\n\
         {:<32} {:>8} {:>15} {:>10} {:>15}\n",
        "", "as set", "", "harmonised", ""
    );
    for row in rows {
        let range =
            |spread: &compose::evaluation::Spread| format!("{:.1}-{:.1}", spread.low, spread.high);
        let _ = writeln!(
            text,
            "{:<32} {:>8.2} {:>15} {:>10.2} {:>15}{}",
            row.name,
            row.set,
            range(&row.set_spread),
            row.harmonised,
            range(&row.harmonised_spread),
            if row.within { "" } else { "  outside" }
        );
    }
    text
}
