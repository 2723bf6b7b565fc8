//! JSON whose texts are escaped further than JSON asks: what could fool a terminal becomes `\uXXXX`, which every reader
//! of JSON turns back.

use std::io::{self, Write};

use serde_json::ser::{Formatter, PrettyFormatter};

use super::show::is_hostile;

/// Indents, and escapes hostile characters.
#[derive(Clone, Debug, Default)]
pub(super) struct Careful(PrettyFormatter<'static>);

impl Formatter for Careful {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        let mut at = 0;
        for (start, c) in text.char_indices().filter(|(_, c)| is_hostile(*c)) {
            out.write_all(&text.as_bytes()[at..start])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            at = start + c.len_utf8();
        }
        out.write_all(&text.as_bytes()[at..])
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize as _;

    use super::*;

    #[test]
    fn hostile_characters_are_escaped_and_come_back() {
        let value = serde_json::json!({ "a": ["x\u{202e}y\u{1b}é\"", 1], "b": {} });
        let mut out = Vec::new();
        value
            .serialize(&mut serde_json::Serializer::with_formatter(&mut out, Careful::default()))
            .expect("memory");
        let text = String::from_utf8(out).expect("text");
        assert!(text.contains(r"x\u202ey\u001bé"), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("JSON"), value);
    }
}
