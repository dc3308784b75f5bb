//! `unsit exercises`: lists or searches the exercises that `use` accepts; a name shows the whole exercise.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use serde_json::{Value, json};

use super::{columns::Columns, setup::Setup};
use crate::{
    base::text,
    cli::args::{ExercisesArgs, Format},
    routine::{Exercise, Library, Limb, Listed, SidedText, Sides},
    system::output::Style,
};

pub(super) fn run(args: &ExercisesArgs, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
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
            let (named, rest): (Vec<_>, Vec<_>) = match library.id(&words) {
                Some(id) => (library.listed(id).into_iter().collect(), other(found, id)),
                None => (Vec::new(), found),
            };
            if named.is_empty() && rest.is_empty() {
                anyhow::bail!(
                    "no exercise matches `{}`{}",
                    text::cut(&text::printable(&words), 60),
                    near(library, &words)
                );
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

/// The exercises except the one with this id.
fn other<'l>(found: Vec<Listed<'l>>, id: &str) -> Vec<Listed<'l>> {
    found.into_iter().filter(|listed| listed.id != id).collect()
}

/// The most similar name, or how to see all, as the end of a sentence.
fn near(library: &Library, words: &str) -> String {
    match library.nearest(words) {
        Some(near) => format!(": did you mean `{near}`?"),
        None => ": `unsit exercises` lists them all".to_owned(),
    }
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
    let id = listed.id.to_owned();
    match &listed.exercise {
        Err(_) => vec![id, "invalid".to_owned(), String::new(), String::new()],
        Ok(exercise) => {
            let muscles = exercise.muscles.iter().take(2).map(String::as_str).collect::<Vec<_>>();
            vec![id, exercise.dose(), muscles.join(", "), exercise.equipment.join(", ")]
        }
    }
}

/// Everything about one exercise.
fn whole(listed: &Listed<'_>, out: &mut impl Write) -> io::Result<()> {
    let exercise = match &listed.exercise {
        Ok(exercise) => exercise,
        Err(why) => return writeln!(out, "{}: {why}", listed.id),
    };
    writeln!(out, "{}", exercise.name)?;
    if let Some(how) = &exercise.how {
        writeln!(out, "{how}")?;
    }
    writeln!(out)?;
    let facts = [
        ("use", format!("\"{}\"", listed.id)),
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

/// A text for both sides.
fn shown(text: &SidedText) -> String {
    text.of_either().into_owned()
}

/// One object of `exercises --format json`.
fn object(listed: &Listed<'_>) -> Value {
    let exercise = match &listed.exercise {
        Ok(exercise) => exercise,
        Err(why) => return json!({ "exercise": listed.id, "mistake": why }),
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
        "exercise": listed.id,
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
