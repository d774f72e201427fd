//! stub
use super::Style;
use crate::model::Report;
use std::io;
/// stub
pub fn write(_: &Report, _: &Style, _: &mut dyn io::Write) -> io::Result<()> {
    Ok(())
}
