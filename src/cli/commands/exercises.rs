//! `unsit exercises`: the exercises that `use` knows, or those that words describe; one that is named is shown whole.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use serde_json::{Value, json};

use super::{Setup, Style, columns::Columns};
use crate::{
    base::text,
    cli::args::{Exercises, Format},
    routine::{Exercise, Library, Limb, Listed, SidedText, Sides},
};

pub(super) fn run(args: &Exercises, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let store = Setup::open_and_report(messages)?.store;
    let library = store.library();
    let found = library.search(&args.words);
    match args.format {
        Format::Json => {
            for listed in &found {
                writeln!(out, "{}", text::json(&object(listed)))?;
            }
        }
        Format::Text => {
            let words = args.words.join(" ");
            let (named, rest): (Vec<_>, Vec<_>) = match library.stem(&words) {
                Some(stem) => (library.listed(stem).into_iter().collect(), other(found, stem)),
                None => (Vec::new(), found),
            };
            if named.is_empty() && rest.is_empty() {
                anyhow::bail!("no exercise has `{}`{}", text::cut(&text::printable(&words), 60), near(library, &words));
            }
            for listed in &named {
                whole(listed, out)?;
            }
            if !named.is_empty() && !rest.is_empty() {
                writeln!(out)?;
            }
            table(&rest, out)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The exercises without the one of a stem.
fn other<'l>(found: Vec<Listed<'l>>, stem: &str) -> Vec<Listed<'l>> {
    found.into_iter().filter(|listed| listed.stem != stem).collect()
}

/// The name that was most likely meant, as the rest of a sentence.
fn near(library: &Library, words: &str) -> String {
    library.nearest(words).map(|near| format!(": did you mean `{near}`?")).unwrap_or_default()
}

/// One line for each exercise.
fn table(found: &[Listed<'_>], out: &mut impl Write) -> io::Result<()> {
    let style = Style::of(&io::stdout());
    let rows: Vec<Vec<String>> = found.iter().map(row).collect();
    let columns = Columns::of(&rows, &[]);
    for (listed, row) in found.iter().zip(&rows) {
        match &listed.exercise {
            Ok(_) => writeln!(out, "{}", columns.line(row))?,
            Err(why) => writeln!(out, "{}  {}", columns.line(row), style.red(why))?,
        }
    }
    Ok(())
}

fn row(listed: &Listed<'_>) -> Vec<String> {
    let stem = listed.stem.to_owned();
    match &listed.exercise {
        Err(_) => vec![stem, "faulty".to_owned(), String::new(), String::new()],
        Ok(exercise) => {
            let muscles = exercise.muscles.iter().take(2).map(String::as_str).collect::<Vec<_>>();
            vec![stem, exercise.dose(), muscles.join(", "), exercise.equipment.join(", ")]
        }
    }
}

/// All that is known of an exercise.
fn whole(listed: &Listed<'_>, out: &mut impl Write) -> io::Result<()> {
    let exercise = match &listed.exercise {
        Ok(exercise) => exercise,
        Err(why) => return writeln!(out, "{}: {why}", listed.stem),
    };
    writeln!(out, "{}", exercise.name)?;
    if let Some(how) = &exercise.how {
        writeln!(out, "{how}")?;
    }
    writeln!(out)?;
    let facts = [
        ("use", format!("\"{}\"", listed.stem)),
        ("dose", exercise.dose()),
        ("position", exercise.position.as_ref().map(shown).unwrap_or_default()),
        ("muscles", exercise.muscles.join(", ")),
        ("equipment", exercise.equipment.join(", ")),
        ("also", listed.aliases.join(", ")),
    ];
    let rows: Vec<Vec<String>> = facts
        .into_iter()
        .filter(|(_, fact)| !fact.is_empty())
        .map(|(name, fact)| vec![name.to_owned(), fact])
        .collect();
    let columns = Columns::of(&rows, &[]);
    for row in &rows {
        writeln!(out, "{}", columns.line(row))?;
    }
    if let Some(instructions) = &exercise.instructions {
        writeln!(out)?;
        for paragraph in shown(instructions).lines() {
            writeln!(out, "{}", text::wrapped(paragraph))?;
        }
    }
    let section = |title: &str, lines: Vec<String>, out: &mut dyn Write| {
        let begin = if lines.is_empty() { String::new() } else { format!("\n{title}\n") };
        write!(out, "{begin}")?;
        lines.iter().try_for_each(|line| writeln!(out, "- {line}"))
    };
    section("Tips", exercise.tips.iter().map(shown).collect(), out)?;
    section("Sources", exercise.sources.iter().map(ToString::to_string).collect(), out)
}

/// A text where no side is meant.
fn shown(text: &SidedText) -> String {
    text.on("working", "other").into_owned()
}

/// One object of `exercises --format json`.
fn object(listed: &Listed<'_>) -> Value {
    let exercise = match &listed.exercise {
        Ok(exercise) => exercise,
        Err(why) => return json!({ "exercise": listed.stem, "mistake": why }),
    };
    let Exercise { name, how, sides, limb, position, tips, instructions, muscles, equipment, sources, .. } = exercise;
    let sides = match sides {
        Sides::Both => "both",
        Sides::Each => "each",
        Sides::Alternate => "alternate",
        Sides::Left => "left",
        Sides::Right => "right",
    };
    let sources: Vec<Value> =
        sources.iter().map(|source| json!({ "title": source.title, "link": source.link })).collect();
    json!({
        "exercise": listed.stem,
        "name": name,
        "aliases": listed.aliases,
        "how": how,
        "dose": exercise.dose(),
        "sides": sides,
        "limb": limb.map(Limb::name),
        "position": position.as_ref().map(shown),
        "tips": tips.iter().map(shown).collect::<Vec<_>>(),
        "instructions": instructions.as_ref().map(shown),
        "muscles": muscles,
        "equipment": equipment,
        "sources": sources,
        "mistake": Value::Null,
    })
}
