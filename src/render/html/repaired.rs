//! The chains to install in place of those that are broken, where what was seen holds all of them.

use maud::{Markup, html};

use super::view::View;
use crate::{model::report::TargetReport, render::chain_file::chain_files};

/// The repaired chains of a target, to copy.
pub fn section(view: &View<'_>, target: &TargetReport) -> Markup {
    let files = chain_files(target);
    if files.is_empty() {
        return html! {};
    }
    html! {
        div.copied {
            h3 { (view.words("Repaired chains to install")) }
            p.small { (view.words("Install one in place of the chain that is sent now; the private key stays as it is. One click selects the text.")) }
            @for file in files.iter().take(view.most()) {
                details {
                    summary { strong { (view.say(&file.machine)) } " " code { (view.name(&file.name)) } }
                    pre { (file.pem) }
                }
            }
            @if let Some(more) = view.more(files.len(), view.most()) { p { (more) "; --write-chain" } }
        }
    }
}
