//! Mistakes in the forms that other programs read: GitHub's annotations, and SARIF.

use std::fmt::Write;

use serde_json::{Value, json};

use super::{Code, Diagnostic, Severity};

impl Severity {
    /// The word for it, which GitHub, SARIF and our own JSON share.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// The mistake as a command of GitHub Actions, which shows it at its line of a change.
pub fn github(found: &Diagnostic) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let Diagnostic { file, line, column, severity, code, message, .. } = found;
    let help = found.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let place = format!("file={},line={line},col={column}", property(file));
    format!("::{} {place},title={}::{}", severity.name(), code.name(), data(&format!("{message}{help}")))
}

/// All mistakes as one log in SARIF 2.1.0, with what there is to say about each kind.
pub fn sarif(found: &[Diagnostic]) -> Value {
    let rule = |code: &Code| {
        json!({
            "id": code.name(),
            "shortDescription": { "text": code.summary() },
            "help": { "text": code.explanation(), "markdown": code.explanation() },
            "defaultConfiguration": { "level": code.severity().name() },
        })
    };
    let result = |found: &Diagnostic| {
        let help = found.help.as_ref().map(|help| format!(": {help}")).unwrap_or_default();
        let region = json!({ "startLine": found.line, "startColumn": found.column });
        let place = json!({ "artifactLocation": { "uri": uri(&found.file) }, "region": region });
        json!({
            "ruleId": found.code.name(),
            "ruleIndex": Code::ALL.iter().position(|code| *code == found.code),
            "level": found.severity.name(),
            "message": { "text": format!("{}{help}", found.message) },
            "locations": [{ "physicalLocation": place }],
        })
    };
    let driver = json!({
        "name": "unsit",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": Code::ALL.iter().map(rule).collect::<Vec<_>>(),
    });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "columnKind": "unicodeCodePoints",
            "results": found.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

/// A path as a reference: from the folder where the program runs, or from the root.
fn uri(path: &str) -> String {
    let mut out = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => out.push(byte.into()),
            b'\\' if cfg!(windows) => out.push('/'),
            // Writing to a string cannot fail.
            other => drop(write!(out, "%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diagnostic::Source;

    fn mistake() -> Diagnostic {
        let text = "name = 1\nhold = \"30%\"\n";
        let source = Source { name: "my files/a,b:c.toml", text };
        Diagnostic::at(source, &(16..21), Code::BadDuration, "`30%` is not a duration", "write \"30s\"")
    }

    #[test]
    fn github_is_told_line_by_line() {
        assert_eq!(
            github(&mistake()),
            "::error file=my files/a%2Cb%3Ac.toml,line=2,col=8,title=bad-duration::`30%25` is not a duration%0Awrite \"30s\""
        );
    }

    #[test]
    fn sarif_has_the_places_and_the_rules() {
        let log = sarif(&[mistake()]);
        let result = &log["runs"][0]["results"][0];
        assert_eq!(result["message"]["text"], "`30%` is not a duration: write \"30s\"");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "my%20files/a%2Cb%3Ac.toml");
        assert_eq!(place["region"], json!({ "startLine": 2, "startColumn": 8 }));
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][index]["id"], "bad-duration");
    }
}
