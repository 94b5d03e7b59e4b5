//! The model card: what a user should know before trusting a model (Mitchell et al. 2019).

use std::fmt::Write;

use super::ModelInfo;

/// The card as Markdown.
pub(super) fn text(info: &ModelInfo, parameters: usize) -> String {
    let mut card = String::new();
    let shape = &info.shape;
    let options = &info.training;
    let mut line = |text: std::fmt::Arguments<'_>| {
        // Writing to a string cannot fail.
        let _ = writeln!(card, "{text}");
    };
    line(format_args!("# {}\n", info.name));
    line(format_args!(
        "A composer of {} columns for Musaic, with {parameters} parameters (vocabulary {}). Licence of the weights: {}.\n",
        shape.columns.len(),
        info.vocabulary.0,
        info.licence
    ));
    line(format_args!("## Learned from\n"));
    line(format_args!("| data | licence | pieces | grid steps | hash |\n|---|---|---|---|---|"));
    for data in &info.data {
        let hash = data.hash.as_deref().unwrap_or("");
        line(format_args!(
            "| {} | {} | {} | {} | {hash} |",
            data.name, data.licence, data.pieces, data.steps
        ));
    }
    line(format_args!("\n## Trained\n"));
    line(format_args!(
        "Step {} of {}, seed {}, learning rate {}, weight decay {}, up to {} semitones of transposition; \
         dropout of features {}, residual {}, attention {}, decoder {}. Weights are the running average.",
        info.step,
        options.steps,
        options.seed,
        options.rate,
        options.decay,
        options.transpose,
        options.dropout.features,
        options.dropout.residual,
        options.dropout.attention,
        options.dropout.decoder
    ));
    line(format_args!(
        "\nBackbone: {} layers of width {}, {} heads, on every {}. step; decoders of width {}, in the order {:?}.",
        shape.layers, shape.width, shape.heads, shape.stride, shape.hidden, shape.order
    ));
    line(format_args!("\n## Measured\n"));
    for (name, value) in &info.figures {
        line(format_args!("- {name}: {value:.4}"));
    }
    line(format_args!(
        "\n## For what\n\nSketching music in the style of its data, for people to choose from and change. It knows \
         no other style, and what it makes may come near its data: see the originality report that is made with each piece."
    ));
    card
}
