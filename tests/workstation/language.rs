//! The languages of Windows, and what its tools and their users write text in.

use encoding_rs::SHIFT_JIS;
use oem_cp::{
    code_table::{ENCODING_TABLE_CP437, ENCODING_TABLE_CP850},
    encode_string_checked,
};

use crate::desk::Local;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    English,
    German,
    Japanese,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Little-endian, with a mark: PowerShell's `>` and reg export.
    Utf16,
    /// With a mark, as Notepad and PowerShell write it.
    Utf8,
    /// What the console writes: 437, 850, 932.
    CodePage,
    /// UTF-8 without a mark, lines as elsewhere: the examples for people.
    Plain,
}

pub const LANGUAGES: [Language; 3] = [Language::English, Language::German, Language::Japanese];
pub const ENCODINGS: [Encoding; 3] = [Encoding::Utf16, Encoding::Utf8, Encoding::CodePage];

impl Language {
    /// Date and time as `dir` writes them.
    pub fn time(self, (year, month, day, hour, minute): Local) -> String {
        match self {
            Self::English => {
                let (half, twelve) = (if hour < 12 { "AM" } else { "PM" }, (hour + 11) % 12 + 1);
                format!("{month:02}/{day:02}/{year}  {twelve:02}:{minute:02} {half}")
            }
            Self::German => format!("{day:02}.{month:02}.{year}  {hour:02}:{minute:02}"),
            Self::Japanese => format!("{year}/{month:02}/{day:02}  {hour:02}:{minute:02}"),
        }
    }
}

impl Encoding {
    /// A text with the ends of lines of Windows.
    pub fn bytes(self, language: Language, text: &str) -> Vec<u8> {
        if self == Self::Plain {
            return text.as_bytes().to_vec();
        }
        let text = text.replace('\n', "\r\n");
        match (self, language) {
            (Self::Plain, _) => unreachable!("it was written above"),
            (Self::Utf16, _) => {
                "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
            }
            (Self::Utf8, _) => format!("\u{feff}{text}").into_bytes(),
            (Self::CodePage, Language::English) => encode_string_checked(&text, &ENCODING_TABLE_CP437).unwrap(),
            (Self::CodePage, Language::German) => encode_string_checked(&text, &ENCODING_TABLE_CP850).unwrap(),
            (Self::CodePage, Language::Japanese) => {
                let (bytes, _, lossy) = SHIFT_JIS.encode(&text);
                assert!(!lossy, "{text}");
                bytes.into_owned()
            }
        }
    }
}
