//! Numbers and text in few bytes: LEB128 for numbers, length and UTF-8 for text.

/// What did not fit the format, in words.
pub(super) type Broken = &'static str;

pub(super) fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// Nothing is 0, a text is 1 and the text.
pub(super) fn put_optional_text(out: &mut Vec<u8>, text: Option<&str>) {
    out.push(u8::from(text.is_some()));
    if let Some(text) = text {
        put_text(out, text);
    }
}

/// Takes values from the front of a record.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Broken> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or("the record ends early")?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Broken> {
        Ok(self.take(1)?[0])
    }

    pub(super) fn signed(&mut self) -> Result<i8, Broken> {
        Ok(self.byte()?.cast_signed())
    }

    pub(super) fn number(&mut self) -> Result<u64, Broken> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                return Err("a number is too large");
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err("a number is too long")
    }

    /// A number that may be at most `most`.
    pub(super) fn count(&mut self, most: usize) -> Result<usize, Broken> {
        let number = usize::try_from(self.number()?).map_err(|_| "a count is too large")?;
        if number <= most { Ok(number) } else { Err("a count is too large") }
    }

    pub(super) fn text(&mut self) -> Result<String, Broken> {
        let length = self.count(self.rest.len())?;
        let text = std::str::from_utf8(self.take(length)?).map_err(|_| "a text is not UTF-8")?;
        Ok(text.to_owned())
    }

    pub(super) fn optional_text(&mut self) -> Result<Option<String>, Broken> {
        Ok(if self.byte()? == 0 { None } else { Some(self.text()?) })
    }
}
