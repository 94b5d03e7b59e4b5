//! What was measured, as one HTML page that needs nothing else: no scripts, no fonts, light and dark.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use compose::{Column, Model};
use serde_json::Value;

use super::Report;
use super::harmonised::Harmonised;
use super::plot::{self, escape};
use crate::composer::train::LOG;

const STYLE: &str = include_str!("page.css");

pub(super) fn page(report: &Report, model: &Model, folder: &Path) -> String {
    let found = &report.likelihood;
    let name = escape(&report.model);
    let mut body = format!(
        "<h1>{name}</h1>\n<p class=\"lead\"><b>{:.4}</b> nats per note on the {} split of {}</p>\n",
        found.nats_per_note,
        escape(&report.split),
        escape(&report.data)
    );
    body += &section("Likelihood", &likelihood(report));
    body += &section("By voice", &by_voice(report, model));
    body += &section("By place in the piece", &by_place(report));
    body += &section("By piece", &by_piece(report));
    if let Some(compared) = &report.quality {
        body += &section("Composed pieces", &composed(&report.split, &compared.rows()));
    }
    if let Some(harmonised) = &report.harmonised {
        body += &section("Harmonised melodies", &settings(harmonised));
    }
    if let Some(curve) = training(&folder.join(LOG)) {
        body += &section("Training", &curve);
    }
    body += &section("How this was measured", &method(report, model));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{name}, measured</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}

fn section(title: &str, body: &str) -> String {
    format!("<section>\n<h2>{title}</h2>\n{body}</section>\n")
}

fn likelihood(report: &Report) -> String {
    let found = &report.likelihood;
    let rows = [
        ("nats per note", format!("{:.4}", found.nats_per_note)),
        ("nats per frame", format!("{:.4}", found.nats_per_frame)),
        ("frames", found.frames.to_string()),
        ("pieces", format!("{} ({} left out)", found.pieces, found.left_out)),
        ("keys each step is asked in", found.keys.to_string()),
        ("parameters", report.parameters.to_string()),
    ];
    let rows = rows.map(|(name, value)| vec![name.to_owned(), value]);
    table(&[], &rows)
}

fn by_voice(report: &Report, model: &Model) -> String {
    let columns = &model.info.shape.columns;
    let name = |index: usize| match (columns[index], columns.len()) {
        (Column::Chord, _) => "chords",
        (Column::Voice, 4) => ["soprano", "alto", "tenor", "bass"][index],
        (Column::Voice, _) => "melody",
    };
    let nats = report.likelihood.nats_by_column.iter().enumerate();
    let bars: Vec<(String, f64)> =
        nats.map(|(index, &nats)| (name(index).to_owned(), nats)).collect();
    let order: Vec<&str> = model.info.shape.order.iter().map(|&index| name(index)).collect();
    format!(
        "<p>Nats a step. Each step is chosen in the order {}; later ones know the earlier ones.</p>\n{}",
        order.join(", "),
        plot::columns("nats a step", &bars)
    )
}

fn by_place(report: &Report) -> String {
    let places = &report.likelihood.nats_by_place;
    let middle = |(nth, &nats): (usize, &f64)| {
        let parts = u32::try_from(places.len()).unwrap_or(1);
        let nth = u32::try_from(nth).unwrap_or(0);
        (100.0 * (f64::from(nth) + 0.5) / f64::from(parts), nats)
    };
    let points = places.iter().enumerate().map(middle).collect();
    let lines = [("nats per note", points)];
    format!(
        "<p>Nats per note from the beginning (0 %) to the end (100 %) of pieces: what returns is expected.</p>\n{}",
        plot::lines("nats per note", "place in the piece, %", &lines)
    )
}

fn by_piece(report: &Report) -> String {
    let found = &report.likelihood;
    let notes = found.nats_per_frame / found.nats_per_note.max(f64::MIN_POSITIVE);
    #[expect(clippy::cast_precision_loss, reason = "steps of a piece")]
    let nats: Vec<f64> =
        found.by_piece.iter().map(|by| by.nats / (by.frames.max(1) as f64 * notes)).collect();
    format!(
        "<p>How many pieces have so many nats per note; a column is named by where it begins.</p>\n{}",
        plot::histogram("pieces", &nats)
    )
}

fn composed(split: &str, rows: &[(&str, f64, f64)]) -> String {
    let row = |&(name, human, ours): &(&str, f64, f64)| {
        vec![name.to_owned(), format!("{human:.2}"), format!("{ours:.2}")]
    };
    let rows: Vec<Vec<String>> = rows.iter().map(row).collect();
    table(&["", split, "composed"], &rows)
}

fn settings(harmonised: &Harmonised) -> String {
    let Harmonised { pieces, given_notes, changed_notes, rows } = harmonised;
    let mut text = format!(
        "<p>{pieces} melodies with seeds from 1; {changed_notes} of {given_notes} given notes changed. The band \
         is where the pieces lie as they were set (5 to 95 %), the line their figure over all, the dot what was \
         harmonised.</p>\n"
    );
    let row = |row: &super::harmonised::Row| {
        let range = (row.set_spread.low, row.set_spread.high);
        vec![
            row.name.to_owned(),
            format!("{:.2}", row.set),
            format!("{:.1}–{:.1}", range.0, range.1),
            format!("{:.2}", row.harmonised),
            plot::within(range, row.set, row.harmonised),
            if row.within { "within" } else { "outside" }.to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = rows.iter().map(row).collect();
    text += &table(&["", "as set", "5–95 %", "harmonised", "", ""], &rows);
    text
}

/// The curve of a training, where its log is beside the model.
fn training(log: &Path) -> Option<String> {
    let text = fs::read_to_string(log).ok()?;
    let lines: Vec<Value> =
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let points = |name: &str| -> Vec<(f64, f64)> {
        lines
            .iter()
            .filter_map(|line| Some((line["step"].as_f64()?, line[name].as_f64()?)))
            .collect()
    };
    let (train, valid) = (points("train_nats_per_cell"), points("valid_nats_per_note"));
    (valid.len() > 1).then(|| {
        plot::lines(
            "nats",
            "step of the optimiser",
            &[("validation, nats per note", valid), ("training, nats per cell", train)],
        )
    })
}

fn method(report: &Report, model: &Model) -> String {
    let info = &model.info;
    let words: Vec<String> = std::env::args().skip(1).map(|word| quoted(&word)).collect();
    let learned: Vec<String> = info
        .data
        .iter()
        .map(|data| format!("{} ({} pieces, {})", data.name, data.pieces, data.licence))
        .collect();
    let rows = [
        ("command", format!("<code>musaic {}</code>", escape(&words.join(" ")))),
        ("program", format!("musaic {}", env!("CARGO_PKG_VERSION"))),
        ("data", escape(&format!("{}, split {}", report.data, report.split))),
        (
            "model",
            escape(&format!(
                "{}, step {}, training seed {}",
                info.name, info.step, info.training.seed
            )),
        ),
        ("learned from", escape(&learned.join("; "))),
        (
            "seeds of what was written",
            "1, 2, 3 … one a piece; four candidates each, the best kept".to_owned(),
        ),
    ];
    let rows = rows.map(|(name, value)| format!("<dt>{name}</dt><dd>{value}</dd>\n")).concat();
    format!(
        "<p>Likelihood is exact, from left to right, given nothing of the piece; nats per note are all nats over \
         steps times voices. Figures of part writing are counted on the grid of sixteenths. A phrase ends where the \
         melody rests on a half note or longer.</p>\n<dl>\n{rows}</dl>\n"
    )
}

/// A word as a shell would take it; of paths only the last part, which is what a reader can use.
fn quoted(word: &str) -> String {
    let word = word.rsplit('/').next().unwrap_or(word);
    if word.contains([' ', '\'', '"']) { format!("'{word}'") } else { word.to_owned() }
}

/// A table; the first cell of a row names it. Cells are HTML.
fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = String::from("<table>\n");
    if !head.is_empty() {
        let cells: String =
            head.iter().map(|cell| format!("<th scope=\"col\">{cell}</th>")).collect();
        let _ = writeln!(text, "<thead><tr>{cells}</tr></thead>");
    }
    for row in rows {
        let mut cells = row.iter();
        let name = cells.next().map_or("", String::as_str);
        let cells: String = cells.map(|cell| format!("<td>{cell}</td>")).collect();
        let _ = writeln!(text, "<tr><th scope=\"row\">{name}</th>{cells}</tr>");
    }
    text + "</table>\n"
}
