//! What came of a request, in words.

use crate::{discover::DocumentError, model::Text, text};

/// Characters of a URL that are told.
const MAX_TOLD: usize = 300;

/// Why an answer is no autodiscover document.
pub(super) fn no_document(error: &DocumentError) -> Text {
    text!("no-document": "no autodiscover document: {error}", error = error.text())
}

/// An answer of which the status alone is told.
pub(super) fn status_alone(status: u16) -> Text {
    text!("status-alone": "status {status}", status)
}

/// A redirect.
pub(super) fn redirect_to(place: &str) -> Text {
    text!("redirect-to": "redirect to {place}", place)
}

/// A redirect that is not gone along.
pub(super) fn not_followed(place: &str, why: Text) -> Text {
    text!("redirect-not-followed": "redirect to {place} not followed: {why}", place = told(place), why)
}

/// Why a redirect is not gone along.
pub(super) fn too_many(most: usize) -> Text {
    text!("redirects-before": "there were {most} before", most)
}

/// A text of a server's, at a length that can be read.
pub(super) fn told(text: &str) -> String {
    match text.char_indices().nth(MAX_TOLD) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
