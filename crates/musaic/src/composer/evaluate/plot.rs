//! Plots as inline SVG: columns, lines, and a figure within a range. Colours are classes of the page's style, so
//! that one picture serves light and dark.

use std::fmt::Write;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 220.0;
/// Room for the numbers on the left, for names below, and above the highest mark.
const LEFT: f64 = 48.0;
const BELOW: f64 = 40.0;
const ABOVE: f64 = 14.0;

/// Columns side by side, from zero, each with its name below; what they measure is written at the axis.
pub(super) fn columns(unit: &str, bars: &[(String, f64)]) -> String {
    let highest = bars.iter().map(|bar| bar.1).fold(0.0, f64::max);
    let mut frame = Frame::new(unit, (0.0, 1.0), (0.0, highest));
    let each = (WIDTH - LEFT) / count(bars.len().max(1));
    let room = (each - 2.0).min(48.0);
    for (nth, (name, value)) in bars.iter().enumerate() {
        let (middle, top) = (LEFT + each * (count(nth) + 0.5), frame.y(*value));
        let (left, height) = (middle - room / 2.0, frame.y(0.0) - top);
        let (name, value) = (escape(name), short(*value));
        frame.add(format_args!(
            "<g><title>{name}: {value}</title><rect class=\"one\" x=\"{left:.1}\" y=\"{top:.1}\" \
             width=\"{room:.1}\" height=\"{height:.1}\" rx=\"2\"/></g>"
        ));
        frame.add(format_args!(
            "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{name}</text>",
            HEIGHT - BELOW + 16.0
        ));
        if bars.len() <= 8 {
            frame.add(format_args!(
                "<text class=\"figure\" x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{value}</text>",
                top - 4.0
            ));
        }
    }
    frame.done("")
}

/// Columns of how many values fall where, with a mark at the mean.
pub(super) fn histogram(unit: &str, values: &[f64]) -> String {
    let (low, high) = ends(values.iter().copied());
    let width = nice((high - low) / 12.0);
    let first = (low / width).floor();
    let mut bars: Vec<(String, f64)> = Vec::new();
    let mut from = first;
    while from * width <= high {
        let within = |value: &&f64| {
            (**value / width).floor() >= from && (**value / width).floor() < from + 1.0
        };
        bars.push((short(from * width), count(values.iter().filter(within).count())));
        from += 1.0;
    }
    columns(unit, &bars)
}

/// A line of a plot: its name and its points.
pub(super) type Line<'a> = (&'a str, Vec<(f64, f64)>);

/// Up to three lines over a common axis.
pub(super) fn lines(unit: &str, across: &str, lines: &[Line<'_>]) -> String {
    let points = || lines.iter().flat_map(|line| &line.1);
    let mut frame = Frame::new(unit, ends(points().map(|p| p.0)), ends(points().map(|p| p.1)));
    for tick in ticks(frame.across) {
        let (x, y, tick) = (frame.x(tick), HEIGHT - BELOW + 16.0, short(tick));
        frame.add(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{tick}</text>"
        ));
    }
    for ((name, points), class) in lines.iter().zip(["one", "two", "three"]) {
        let path: Vec<String> =
            points.iter().map(|&(x, y)| format!("{:.1},{:.1}", frame.x(x), frame.y(y))).collect();
        let (path, name) = (path.join(" "), escape(name));
        frame.add(format_args!(
            "<polyline class=\"line {class}\" points=\"{path}\"><title>{name}</title></polyline>"
        ));
    }
    let names = lines.iter().zip(["one", "two", "three"]);
    let keys = names
        .map(|((name, _), class)| format!("<span class=\"key {class}\"></span>{} ", escape(name)));
    frame.add(format_args!(
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
        f64::midpoint(LEFT, WIDTH),
        HEIGHT - 6.0,
        escape(across)
    ));
    frame.done(&format!("<figcaption>{}</figcaption>", keys.collect::<String>()))
}

/// A line of its own scale: a range, a tick for one figure and a dot for another.
pub(super) fn within((low, high): (f64, f64), tick: f64, dot: f64) -> String {
    const LONG: f64 = 140.0;
    let (least, most) = ends([low, high, tick, dot].into_iter());
    let x = |value: f64| 6.0 + (value - least) / (most - least) * (LONG - 12.0);
    format!(
        "<svg class=\"within\" viewBox=\"0 0 {LONG} 16\" width=\"{LONG}\" height=\"16\" role=\"img\">\
         <rect class=\"band\" x=\"{:.1}\" y=\"4\" width=\"{:.1}\" height=\"8\" rx=\"2\"/>\
         <rect class=\"tick\" x=\"{:.1}\" y=\"1\" width=\"2\" height=\"14\"/>\
         <circle class=\"one\" cx=\"{:.1}\" cy=\"8\" r=\"4.5\"/></svg>",
        x(low),
        (x(high) - x(low)).max(2.0),
        x(tick) - 1.0,
        x(dot)
    )
}

/// The axes of a plot, and what has been drawn.
struct Frame {
    across: (f64, f64),
    up: (f64, f64),
    drawn: String,
}

impl Frame {
    fn new(unit: &str, across: (f64, f64), up: (f64, f64)) -> Frame {
        let step = nice((up.1 - up.0) / 4.0);
        let up = ((up.0 / step).floor() * step, (up.1 / step).ceil().max(1.0) * step);
        let mut frame = Frame { across, up, drawn: String::new() };
        for tick in ticks(up) {
            let (y, tick) = (frame.y(tick), short(tick));
            frame.add(format_args!(
                "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>"
            ));
            let (x, y) = (LEFT - 6.0, y + 4.0);
            frame.add(format_args!(
                "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{tick}</text>"
            ));
        }
        let unit = escape(unit);
        frame.add(format_args!("<title>{unit}</title>"));
        frame
    }

    fn x(&self, value: f64) -> f64 {
        LEFT + (value - self.across.0) / (self.across.1 - self.across.0) * (WIDTH - LEFT - 12.0)
    }

    fn y(&self, value: f64) -> f64 {
        let room = HEIGHT - BELOW - ABOVE;
        ABOVE + room - (value - self.up.0) / (self.up.1 - self.up.0) * room
    }

    fn add(&mut self, what: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.drawn.write_fmt(what);
    }

    fn done(self, below: &str) -> String {
        let drawn = self.drawn;
        format!(
            "<figure><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\">{drawn}</svg>{below}</figure>\n"
        )
    }
}

/// The least and greatest of some numbers, never the same.
fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    if low > high {
        return (0.0, 1.0);
    }
    if high > low { (low, high) } else { (low - 0.5, high + 0.5) }
}

/// 1, 2 or 5 times a power of ten, not below a number.
fn nice(step: f64) -> f64 {
    let ten = 10f64.powf(step.max(1e-9).log10().floor());
    let times = [1.0, 2.0, 5.0].into_iter().find(|times| times * ten >= step * (1.0 - 1e-9));
    times.unwrap_or(10.0) * ten
}

/// Round numbers between two ends.
fn ticks((low, high): (f64, f64)) -> Vec<f64> {
    let step = nice((high - low) / 5.0);
    let mut tick = (low / step - 1e-9).ceil() * step;
    let mut ticks = Vec::new();
    while tick <= high + step * 1e-9 {
        ticks.push(tick);
        tick += step;
    }
    ticks
}

/// A number in as few digits as tell it: three decimals at most.
pub(super) fn short(value: f64) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text as it may stand in HTML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[expect(clippy::cast_precision_loss, reason = "a few columns")]
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        assert_eq!([0.013, 0.1, 0.3, 1.2, 70.0].map(nice), [0.02, 0.1, 0.5, 2.0, 100.0]);
        let texts = |low, high| ticks((low, high)).into_iter().map(short).collect::<Vec<_>>();
        assert_eq!(texts(0.0, 0.4), ["0", "0.1", "0.2", "0.3", "0.4"]);
        assert_eq!(texts(310.0, 1990.0), ["500", "1000", "1500"]);
    }

    #[test]
    fn each_value_falls_into_one_column() {
        let plot = histogram("pieces", &[0.1, 0.11, 0.25, 0.4]);
        let told: f64 = plot
            .split("<title>")
            .filter_map(|part| {
                part.split("</title>").next()?.split(": ").nth(1)?.parse::<f64>().ok()
            })
            .sum();
        assert_eq!(short(told), "4");
    }

    #[test]
    fn names_are_escaped_and_nothing_is_no_trouble() {
        assert!(columns("a<b", &[("x & y".to_owned(), 1.0)]).contains("x &amp; y: 1"));
        for plot in [columns("", &[]), histogram("", &[]), lines("", "", &[])] {
            assert!(
                plot.contains("<svg") && !plot.contains("NaN") && !plot.contains("inf"),
                "{plot}"
            );
        }
    }
}
