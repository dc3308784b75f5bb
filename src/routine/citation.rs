//! The source of a file's content: a title, and the address of a page if there is one.

use std::fmt;

use toml::de::DeValue;

use crate::base::{
    diagnostic::Code,
    text,
    toml_reader::{self, At, Diagnostics, Fields, TEXT},
};

/// The maximum length of an address, in characters.
pub(crate) const LINK: usize = 500;
/// The keys of a source that is a table.
const KEYS: [&str; 2] = ["title", "link"];
const SHAPE: &str = "{ title = \"...\", link = \"https://...\" }";

/// A source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The title; 1 to 200 characters.
    pub title: String,
    /// The address of the page: `http` or `https`, printable ASCII without spaces.
    pub link: Option<String>,
}

/// For people: `A guide (https://example.org)`.
impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)?;
        self.link.as_ref().map_or(Ok(()), |link| write!(f, " ({link})"))
    }
}

/// A list of sources, each a text or a table of a title and a link.
pub(super) fn citations(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Vec<Citation>> {
    let array = toml_reader::entries(value, &format!("a list of sources: [\"...\", {SHAPE}]"), diagnostics)?;
    let before = diagnostics.errors();
    let found = array.iter().filter_map(|entry| citation(entry, diagnostics)).collect();
    (diagnostics.errors() == before).then_some(found)
}

fn citation(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Citation> {
    if !value.get_ref().is_table() {
        return toml_reader::text(value, TEXT, diagnostics)
            .map(|title| Citation { title: title.into_inner(), link: None });
    }
    let fields = Fields::of(value, SHAPE, diagnostics)?;
    let meant = fields.only(&KEYS, diagnostics);
    let title = fields.take("title");
    if title.is_none() && !meant.contains("title") {
        fields.missing("missing `title`", &format!("write {SHAPE}"), diagnostics);
    }
    let title = title.and_then(|value| toml_reader::text(value, TEXT, diagnostics));
    let link = fields.take("link").and_then(|value| toml_reader::text(value, LINK, diagnostics));
    let link = link.map(|link| {
        if !is_web(link.get_ref()) {
            let message = format!("invalid web address `{}`", text::cut(link.get_ref(), 60));
            let help = "write the whole address, without spaces: \"https://example.org/page\"";
            diagnostics.report(&link.span(), Code::BadValue, &message, help);
        }
        link.into_inner()
    });
    Some(Citation { title: title?.into_inner(), link })
}

/// Whether a link is a web address: http or https, a host, and no character that needs escaping (RFC 3986, section 2).
fn is_web(link: &str) -> bool {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    let is_plain = |c: char| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c);
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') && rest.chars().all(is_plain)
    })
}

#[cfg(test)]
mod tests {
    use super::is_web;

    #[test]
    fn a_link_is_a_web_address() {
        for link in ["https://example.org", "http://example.org/a?b=c#d", "https://[::1]/%20"] {
            assert!(is_web(link), "{link}");
        }
        for link in [
            "example.org",
            "ftp://example.org",
            "https://",
            "https:///x",
            "javascript:alert(1)",
            "https://a b",
            "https://a\"b",
            "HTTPS://é.org",
        ] {
            assert!(!is_web(link), "{link}");
        }
    }
}
