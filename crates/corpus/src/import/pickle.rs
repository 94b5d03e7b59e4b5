//! The little of Python's pickle format that numpy arrays need: a stack machine that builds arrays and
//! nothing else, so no name in a file makes code run.
//! (Python's `pickletools` documents the opcodes; numpy's `ndarray.__reduce__` the arguments.)

use std::collections::HashMap;
use std::rc::Rc;

/// A numpy array as it was pickled.
#[derive(Clone, Debug)]
pub(super) struct Array<'a> {
    pub(super) shape: Vec<usize>,
    /// Numbers of one column after the other (Fortran order), not row by row.
    pub(super) by_column: bool,
    dtype: &'a str,
    data: &'a [u8],
}

impl Array<'_> {
    /// Its numbers in order of storage; `None` when they are of no known type.
    pub(super) fn values(&self) -> Option<Vec<f32>> {
        // Pitches are small whole numbers: what f32 rounds is no pitch and is refused later.
        #[allow(clippy::cast_possible_truncation, reason = "see above")]
        let of = |chunk: &[u8]| match (self.dtype, chunk.len()) {
            ("f8", 8) => Some(f64::from_le_bytes(chunk.try_into().ok()?) as f32),
            ("f4", 4) => Some(f32::from_le_bytes(chunk.try_into().ok()?)),
            ("i8", 8) => {
                Some(i16::try_from(i64::from_le_bytes(chunk.try_into().ok()?)).ok()?.into())
            }
            ("i4", 4) => {
                Some(i16::try_from(i32::from_le_bytes(chunk.try_into().ok()?)).ok()?.into())
            }
            _ => None,
        };
        let width = if self.dtype.ends_with('8') { 8 } else { 4 };
        self.data.chunks(width).map(of).collect()
    }
}

#[derive(Clone, Debug)]
enum Value<'a> {
    None,
    Flag(bool),
    Number(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    Tuple(Rc<Vec<Value<'a>>>),
    List(Rc<Vec<Value<'a>>>),
    Name(&'a str, &'a str),
    Dtype(&'a str),
    Empty,
    Array(Rc<Array<'a>>),
}

/// Everything on the machine's table.
#[derive(Default)]
struct Machine<'a> {
    rest: &'a [u8],
    stack: Vec<Value<'a>>,
    marks: Vec<usize>,
    memo: HashMap<u32, Value<'a>>,
}

type Broken = &'static str;

/// The arrays in a pickled array of arrays.
pub(super) fn arrays(bytes: &[u8]) -> Result<Vec<Array<'_>>, Broken> {
    let mut machine = Machine { rest: bytes, ..Machine::default() };
    // The outer array is built from a list of the inner ones: the list is what is wanted.
    while machine.step()? {}
    let Some(Value::List(list)) = machine.stack.pop() else { return Err("no list of arrays") };
    let mut arrays = Vec::with_capacity(list.len());
    for value in list.iter() {
        let Value::Array(array) = value else {
            return Err("the list holds something that is no array");
        };
        arrays.push(Array::clone(array));
    }
    Ok(arrays)
}

impl<'a> Machine<'a> {
    /// Does the next instruction; `false` when it was the last.
    fn step(&mut self) -> Result<bool, Broken> {
        let value = match self.byte()? {
            b'.' => return Ok(false),
            0x80 => return self.take(1).map(|_| true),
            b'(' => {
                self.marks.push(self.stack.len());
                return Ok(true);
            }
            0x94 => return self.remember(None).map(|()| true),
            width @ (b'q' | b'r') => {
                let key = self.small(if width == b'q' { 1 } else { 4 })?;
                return self.remember(Some(key)).map(|()| true);
            }
            b'R' => self.reduce()?,
            b'b' => self.build()?,
            b'e' => self.extend()?,
            b'a' => self.append()?,
            other => self.literal(other)?,
        };
        self.stack.push(value);
        Ok(true)
    }

    /// Instructions that put a value on the stack.
    fn literal(&mut self, instruction: u8) -> Result<Value<'a>, Broken> {
        Ok(match instruction {
            b'N' => Value::None,
            0x88 => Value::Flag(true),
            0x89 => Value::Flag(false),
            b'K' => Value::Number(i64::from(self.byte()?)),
            b'M' => Value::Number(i64::from(self.small(2)?)),
            b'J' => Value::Number(i64::from(self.small(4)?.cast_signed())),
            b'C' => Value::Bytes(self.counted(1)?),
            b'B' => Value::Bytes(self.counted(4)?),
            0x8e => Value::Bytes(self.counted(8)?),
            b'X' => Value::Text(text(self.counted(4)?)?),
            0x8c => Value::Text(text(self.counted(1)?)?),
            b'c' => Value::Name(self.line()?, self.line()?),
            b')' => Value::Tuple(Rc::default()),
            b']' => Value::List(Rc::default()),
            0x85 => self.tuple(1)?,
            0x86 => self.tuple(2)?,
            0x87 => self.tuple(3)?,
            b't' => Value::Tuple(Rc::new(self.since_mark()?)),
            b'h' => self.small(1).and_then(|key| self.recall(key))?,
            b'j' => self.small(4).and_then(|key| self.recall(key))?,
            _ => return Err("it holds more than arrays of numbers"),
        })
    }

    /// Calls a name: only numpy's array and type may be called.
    fn reduce(&mut self) -> Result<Value<'a>, Broken> {
        let Value::Tuple(arguments) = self.pop()? else { return Err("a call without arguments") };
        match (self.pop()?, arguments.first()) {
            (Value::Name(module, "_reconstruct"), _) if module.starts_with("numpy") => {
                Ok(Value::Empty)
            }
            (Value::Name("numpy", "dtype"), Some(Value::Text(name))) => Ok(Value::Dtype(name)),
            _ => Err("it calls something other than numpy's array"),
        }
    }

    /// Fills what was made: an array of objects becomes its list.
    fn build(&mut self) -> Result<Value<'a>, Broken> {
        let Value::Tuple(state) = self.pop()? else { return Err("a state of no known form") };
        match (self.pop()?, state.as_slice()) {
            (Value::Dtype(name), [_, Value::Text(order), ..]) if *order != ">" => {
                Ok(Value::Dtype(name))
            }
            (Value::Empty, [_, _, _, _, Value::List(list)]) => Ok(Value::List(list.clone())),
            (
                Value::Empty,
                [
                    _,
                    Value::Tuple(shape),
                    Value::Dtype(dtype),
                    Value::Flag(by_column),
                    Value::Bytes(data),
                ],
            ) => {
                let side = |value: &Value<'_>| match value {
                    Value::Number(number) => usize::try_from(*number).ok(),
                    _ => None,
                };
                let shape: Option<Vec<usize>> = shape.iter().map(side).collect();
                let shape = shape.ok_or("a shape of no known form")?;
                Ok(Value::Array(Rc::new(Array { shape, by_column: *by_column, dtype, data })))
            }
            _ => Err("an array of no known form"),
        }
    }

    fn extend(&mut self) -> Result<Value<'a>, Broken> {
        let more = self.since_mark()?;
        self.lengthened(more)
    }

    fn append(&mut self) -> Result<Value<'a>, Broken> {
        let last = self.pop()?;
        self.lengthened(vec![last])
    }

    fn lengthened(&mut self, more: Vec<Value<'a>>) -> Result<Value<'a>, Broken> {
        let Value::List(mut list) = self.pop()? else { return Err("an element without a list") };
        // A list shared with the memo would be copied at every element: a bomb of copies is refused.
        if list.is_empty() {
            return Ok(Value::List(Rc::new(more)));
        }
        Rc::get_mut(&mut list).ok_or("a list that is filled twice")?.extend(more);
        Ok(Value::List(list))
    }

    /// Keeps what is on top of the stack under a number: the next one when none is given.
    fn remember(&mut self, key: Option<u32>) -> Result<(), Broken> {
        let key = key.unwrap_or_else(|| u32::try_from(self.memo.len()).unwrap_or(u32::MAX));
        let value = self.stack.last().cloned().ok_or("nothing to remember")?;
        self.memo.insert(key, value);
        Ok(())
    }

    fn recall(&mut self, key: u32) -> Result<Value<'a>, Broken> {
        self.memo.get(&key).cloned().ok_or("something was never remembered")
    }

    fn tuple(&mut self, length: usize) -> Result<Value<'a>, Broken> {
        let start = self.stack.len().checked_sub(length).ok_or("the stack is empty")?;
        Ok(Value::Tuple(Rc::new(self.stack.split_off(start))))
    }

    fn since_mark(&mut self) -> Result<Vec<Value<'a>>, Broken> {
        let mark = self.marks.pop().filter(|mark| *mark <= self.stack.len());
        Ok(self.stack.split_off(mark.ok_or("a mark is missing")?))
    }

    fn pop(&mut self) -> Result<Value<'a>, Broken> {
        self.stack.pop().ok_or("the stack is empty")
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Broken> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or("it ends early")?;
        self.rest = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Broken> {
        Ok(self.take(1)?[0])
    }

    /// A little-endian number of up to four bytes.
    fn small(&mut self, width: usize) -> Result<u32, Broken> {
        let bytes = self.take(width)?;
        Ok(bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }

    /// Bytes after their count, which has so many bytes itself.
    fn counted(&mut self, width: usize) -> Result<&'a [u8], Broken> {
        let bytes = self.take(width)?;
        let count = bytes.iter().rev().try_fold(0usize, |number, byte| {
            number.checked_mul(256)?.checked_add(usize::from(*byte))
        });
        self.take(count.ok_or("a count is too large")?)
    }

    fn line(&mut self) -> Result<&'a str, Broken> {
        let end = self.rest.iter().position(|byte| *byte == b'\n').ok_or("it ends early")?;
        let line = text(self.take(end)?)?;
        self.take(1)?;
        Ok(line)
    }
}

fn text(bytes: &[u8]) -> Result<&str, Broken> {
    std::str::from_utf8(bytes).map_err(|_| "a text is not UTF-8")
}
