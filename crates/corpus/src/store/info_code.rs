//! What is known of a piece besides its notes, as bytes.

use score::{Info, Tempo, TempoBeat, ValueBase};

use super::bytes::{Broken, Reader, put_number, put_optional_text, put_text};

pub(super) fn put_info(out: &mut Vec<u8>, info: &Info) {
    let texts = [
        &info.title,
        &info.subtitle,
        &info.work,
        &info.number,
        &info.composer,
        &info.lyricist,
        &info.arranger,
        &info.rights,
        &info.source,
    ];
    for text in texts {
        put_optional_text(out, text.as_deref());
    }
    put_number(out, info.software.len() as u64);
    info.software.iter().for_each(|text| put_text(out, text));
    put_number(out, info.misc.len() as u64);
    for (name, value) in &info.misc {
        put_text(out, name);
        put_text(out, value);
    }
}

pub(super) fn take_info(from: &mut Reader<'_>) -> Result<Info, Broken> {
    let mut info = Info {
        title: from.optional_text()?,
        subtitle: from.optional_text()?,
        work: from.optional_text()?,
        number: from.optional_text()?,
        composer: from.optional_text()?,
        lyricist: from.optional_text()?,
        arranger: from.optional_text()?,
        rights: from.optional_text()?,
        source: from.optional_text()?,
        ..Info::default()
    };
    for _ in 0..from.count(usize::MAX)? {
        info.software.push(from.text()?);
    }
    for _ in 0..from.count(usize::MAX)? {
        info.misc.push((from.text()?, from.text()?));
    }
    Ok(info)
}

pub(super) fn put_tempo(out: &mut Vec<u8>, tempo: Option<&Tempo>) {
    out.push(u8::from(tempo.is_some()));
    let Some(tempo) = tempo else { return };
    out.extend_from_slice(&tempo.bpm.to_le_bytes());
    out.push(tempo.beat.base as u8);
    out.push(tempo.beat.dots);
    put_optional_text(out, tempo.text.as_deref());
    out.push(u8::from(tempo.shown));
}

pub(super) fn take_tempo(from: &mut Reader<'_>) -> Result<Option<Tempo>, Broken> {
    if from.byte()? == 0 {
        return Ok(None);
    }
    let mut bytes = [0; 8];
    bytes.copy_from_slice(from.take(8)?);
    let bpm = f64::from_le_bytes(bytes);
    if !bpm.is_finite() || bpm <= 0.0 {
        return Err("a tempo is no speed");
    }
    let base = ValueBase::ALL.get(usize::from(from.byte()?)).ok_or("a beat has no value")?;
    let beat = TempoBeat { base: *base, dots: from.byte()? };
    Ok(Some(Tempo { bpm, beat, text: from.optional_text()?, shown: from.byte()? != 0 }))
}
