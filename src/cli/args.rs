//! The command line in clap's types. What it does is left to `commands`.

use std::{ffi::OsString, path::PathBuf};

use clap::{Parser, Subcommand, ValueEnum, ValueHint, builder::PossibleValuesParser};
use clap_complete::Shell;

use crate::base::diagnostic::Code;

/// What the help ends with.
const EXAMPLES: &str = "\
Examples:
  unsit                        what is due today; Enter plays it
  unsit play daily             play a routine by its name
  unsit play ./knee.toml       or from a file
  unsit plan daily --cues      every step and every sound, with its time
  unsit new Knee < sheet.txt   a physiotherapist's sheet made into a routine
  unsit check knee.toml        list the errors of a file, with fixes

It is exercise guidance, not medical advice: stop and see a doctor when something hurts.";

/// A workout player for people who sit all day.
///
/// Plays hand-written TOML routines hands-free, guided by sound: sets, reps, holds, sides and rest.
#[derive(Debug, Parser)]
#[command(name = "unsit", version, after_help = EXAMPLES)]
pub struct Line {
    /// What to do; without a command the library opens.
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl Line {
    /// Whether programs read the output: it is the same in every locale.
    pub fn is_for_programs(&self) -> bool {
        match &self.command {
            Some(
                Command::List(List { format })
                | Command::Plan(Plan { format, .. })
                | Command::Check(Check { format, .. })
                | Command::Log(Log { format, .. })
                | Command::Stats(Stats { format, .. }),
            ) => *format == Format::Json,
            Some(Command::Export(_) | Command::Schema(_) | Command::Completions(_) | Command::Man) => true,
            _ => false,
        }
    }
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Play a routine by name, or from a file
    Play(Play),
    /// List the routines
    List(List),
    /// List the exercises that `use` knows, or those that words describe
    Exercises(Exercises),
    /// Show a routine's plan, step by step with times
    Plan(Plan),
    /// Describe an exercise or a routine: how it is done, for what, and where it comes from
    Show(Show),
    /// Find errors in routine files
    Check(Check),
    /// Create a routine: from a template, another routine, or the lines of a sheet
    New(New),
    /// Open a routine in your editor, and check it when you close it
    Edit(Edit),
    /// Show the figure of an exercise as it moves, or write it as a picture
    Figure(Figure),
    /// Print the JSON Schema of routine files, for completion in editors
    Schema(Schema),
    /// List past sessions
    Log(Log),
    /// Show statistics: streaks, personal bests, minutes
    Stats(Stats),
    /// Export every set as CSV or JSON
    Export(Export),
    /// Print a line for a status bar or a prompt: what is due, the streak, time spent sitting
    Status(Status),
    /// Remind you to take breaks from sitting
    Desk(Desk),
    /// Play each cue with its name, and show which audio output is used
    Sounds(Sounds),
    /// Print the completions for a shell
    #[command(after_help = "Examples:
  unsit completions bash > ~/.local/share/bash-completion/completions/unsit
  unsit completions fish > ~/.config/fish/completions/unsit.fish")]
    Completions(Completions),
    /// Print the manual page
    #[command(after_help = "Example:
  unsit man > ~/.local/share/man/man1/unsit.1")]
    Man,
}

/// `unsit play`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  unsit play daily
  unsit play ./knee.toml --plain
  unsit play daily --speed 20 --mute")]
pub struct Play {
    /// A routine by its name, or the path to a file
    #[arg(value_name = "ROUTINE", value_hint = ValueHint::FilePath)]
    pub routine: OsString,
    /// One line a step and nothing drawn: for screen readers and pipes
    #[arg(long)]
    pub plain: bool,
    /// Resume a session of it from the last two hours, if any, without asking
    #[arg(long, conflicts_with = "speed")]
    pub resume: bool,
    /// Play N times faster, to try a routine out; a trial is not recorded
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub speed: u32,
    /// Mute all sound
    #[arg(long)]
    pub mute: bool,
}

/// `unsit list`.
#[derive(Debug, clap::Args)]
#[command(after_help = "A length with ~ is an estimate: the routine has steps that you end yourself.")]
pub struct List {
    /// `text` for people, or `json`, one object a line, for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
}

/// `unsit exercises`.
#[derive(Debug, clap::Args)]
#[command(after_help = "A name shows the whole exercise.

Examples:
  unsit exercises
  unsit exercises hamstrings
  unsit exercises calf wall
  unsit exercises \"no equipment\" standing
  unsit exercises piriformis stretch
  unsit exercises band --format json")]
pub struct Exercises {
    /// Words that all have to be in its names, muscles, equipment, position or text
    #[arg(value_name = "WORD")]
    pub words: Vec<String>,
    /// `text` for people, or `json`, one object a line, for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
}

/// `unsit plan`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  unsit plan daily
  unsit plan ./knee.toml --cues
  unsit plan knee --watch      in a window beside the editor
  unsit plan daily --format json")]
pub struct Plan {
    /// A routine by its name, or the path to a file
    #[arg(value_name = "ROUTINE", value_hint = ValueHint::FilePath)]
    pub routine: OsString,
    /// Include every sound and spoken word
    #[arg(long)]
    pub cues: bool,
    /// Refresh whenever a file is saved
    #[arg(long, conflicts_with = "format")]
    pub watch: bool,
    /// `text` for people, or `json`, one object, for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
}

/// `unsit show`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  unsit show clamshell
  unsit show \"glute bridge\"
  unsit show daily --format json")]
pub struct Show {
    /// An exercise by any of its names, a routine by its name, or the path to a file
    #[arg(value_name = "NAME", value_hint = ValueHint::FilePath)]
    pub name: OsString,
    /// `text` for people, or `json`, one object, for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
}

/// `unsit check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A file in a folder named `exercises`, or with the keys of an exercise at its top, \
is checked as an exercise; `config.toml` as the settings; all else as a routine. \
The exit status is 1 where there is an error, and 0 with warnings alone.

Examples:
  unsit check
  unsit check knee.toml
  unsit check --explain bad-duration
  unsit check --format json routines/*.toml")]
pub struct Check {
    /// The files, `-` for standard input; all of your own where none is named
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// `text` for people; or `json`, one object a line, for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
    /// Explain an error code and how to fix it
    #[arg(long, value_name = "CODE", conflicts_with_all = ["files", "format"], hide_possible_values = true)]
    #[arg(value_parser = PossibleValuesParser::new(Code::ALL.map(Code::name)))]
    pub explain: Option<String>,
}

/// `unsit new`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A sheet is read as people write it: lists, leaflets with the name and the dose on \
two lines, printouts, tables, circuits, in English, German, French, Spanish or \
Italian. What was read is shown first; on a terminal unsit then asks whether to \
write it. A line with no clear meaning stays in the file as a comment with the \
reason. A file that exists is never overwritten.

Examples:
  unsit new Knee
  unsit new \"My morning\" --from daily
  unsit new Knee --add \"3x10 clamshell each side, hold 5s\" --add \"plank 3x45s\"
  unsit new Knee < sheet.txt
  unsit new Knee --dry-run < sheet.txt
  unsit new Plan --split < three-days.txt")]
pub struct New {
    /// The routine's name; the file is named after it
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Copy this routine
    #[arg(long, value_name = "ROUTINE", conflicts_with = "add", value_hint = ValueHint::FilePath)]
    pub from: Option<OsString>,
    /// Add an exercise in plain words; repeatable
    #[arg(long, value_name = "LINE", allow_hyphen_values = true)]
    pub add: Vec<String>,
    /// Show what a sheet becomes and write nothing
    #[arg(long, conflicts_with = "from")]
    pub dry_run: bool,
    /// Write a routine for each day or heading of a sheet
    #[arg(long, conflicts_with = "from")]
    pub split: bool,
    /// `text` for people, or `json`, what was read of a sheet, for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
}

/// `unsit edit`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A bundled routine is copied to your folder first; your copy then overrides it.

Examples:
  unsit edit knee
  unsit edit ./knee.toml")]
pub struct Edit {
    /// A routine by its name, or the path to a file
    #[arg(value_name = "ROUTINE", value_hint = ValueHint::FilePath)]
    pub routine: OsString,
}

/// `unsit sounds`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  unsit sounds
  unsit sounds --voice ~/voices/mine")]
pub struct Sounds {
    /// List what a folder of recordings has, lacks, and has too long
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub voice: Option<PathBuf>,
}

/// `unsit figure`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
On a terminal the figure moves, and a file is read again whenever it is saved. Without a name, all figures \
are shown.

Examples:
  unsit figure clamshell
  unsit figure ./knee.toml
  unsit figure clamshell --png clamshell.png --phases 8")]
pub struct Figure {
    /// Exercises by their names, or the paths to files
    #[arg(value_name = "NAME", value_hint = ValueHint::FilePath)]
    pub names: Vec<OsString>,
    /// Write an image instead: the start and the end of each
    #[arg(long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub png: Option<PathBuf>,
    /// Number of frames across the whole movement
    #[arg(long, value_name = "N", requires = "png", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub phases: Option<u16>,
    /// Show the opposite end position as a ghost
    #[arg(long, requires = "png")]
    pub ghost: bool,
    /// Columns and rows of each frame
    #[arg(long, value_name = "WxH", requires = "png", default_value = "40x16", value_parser = size)]
    pub size: (u16, u16),
    /// Mirror to the left side
    #[arg(long)]
    pub left: bool,
    /// Glyph set [default: from the settings; in an image, pixels]
    #[arg(long, value_name = "GLYPHS")]
    pub glyphs: Option<Glyphs>,
    /// Draw for a light background
    #[arg(long)]
    pub light: bool,
}

/// The glyphs that figures are drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Glyphs {
    /// Eight filled dots a cell
    Octant,
    /// Four filled dots a cell
    Quadrant,
    /// Points of one colour
    Braille,
}

/// Columns and rows.
fn size(text: &str) -> Result<(u16, u16), String> {
    let numbers = text.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    let inside = |(width, height): &(u16, u16)| (1..=200).contains(width) && (1..=100).contains(height);
    numbers.filter(inside).ok_or_else(|| "write columns and rows, such as 40x16".to_owned())
}

/// `unsit schema`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Taplo (VS Code's Even Better TOML, Helix, Neovim) reads it where a file's first \
line names it: #:schema routine.schema.json

Examples:
  unsit schema > ~/.config/unsit/routines/routine.schema.json
  unsit schema --exercise > ~/.config/unsit/routines/exercises/exercise.schema.json")]
pub struct Schema {
    /// Schema for exercise files instead
    #[arg(long)]
    pub exercise: bool,
}

/// The sessions to show.
#[derive(Debug, clap::Args)]
pub struct Sessions {
    /// Only sessions since a date or within a span: `2026-03-01`, `30d`, `8w`
    #[arg(long, value_name = "DATE", value_parser = Since::parse)]
    pub since: Option<Since>,
    /// Only this routine
    #[arg(long, value_name = "ROUTINE")]
    pub routine: Option<String>,
}

/// A date, or how many days ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// From this date on.
    Date(jiff::civil::Date),
    /// This many days back from today.
    Days(i32),
}

impl Since {
    fn parse(text: &str) -> Result<Since, String> {
        let days = |number: &str, times: i32| number.parse::<u16>().ok().map(|n| Since::Days(i32::from(n) * times));
        let since =
            match text.strip_suffix('d').map(|days| (days, 1)).or(text.strip_suffix('w').map(|weeks| (weeks, 7))) {
                Some((number, times)) => days(number, times),
                None => text.parse().ok().map(Since::Date),
            };
        since.ok_or_else(|| "write a date, such as 2026-03-01, or how long ago, such as 30d or 8w".to_owned())
    }

    /// The first date.
    pub fn first(self, today: jiff::civil::Date) -> jiff::civil::Date {
        match self {
            Since::Date(date) => date,
            Since::Days(days) => today.saturating_sub(jiff::Span::new().days(days)),
        }
    }
}

/// `unsit log`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  unsit log --since 30d
  unsit log --routine daily --format json")]
pub struct Log {
    /// The sessions to show.
    #[command(flatten)]
    pub sessions: Sessions,
    /// `text` for people, or `json`, one session a line with its sets, for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
}

/// `unsit stats`.
#[derive(Debug, clap::Args)]
pub struct Stats {
    /// The sessions to show.
    #[command(flatten)]
    pub sessions: Sessions,
    /// `text` for people, or `json`, one object, for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
}

/// `unsit export`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  unsit export --format csv > sets.csv
  unsit export --format json --since 8w")]
pub struct Export {
    /// The sessions to show.
    #[command(flatten)]
    pub sessions: Sessions,
    /// `csv` as in RFC 4180, or `json`, one set a line
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Shape,
    /// Begin the CSV with a byte order mark, so that Excel reads it as UTF-8
    #[arg(long)]
    pub bom: bool,
    /// Separate the columns of the CSV with this character, such as `;`
    #[arg(long, value_name = "CHAR", default_value_t = ',', hide_default_value = true, value_parser = delimiter)]
    pub delimiter: char,
}

/// A character that can separate cells: not one that is part of numbers, quotes or line ends.
fn delimiter(text: &str) -> Result<char, String> {
    match text.chars().collect::<Vec<_>>()[..] {
        [',' | ';' | '\t' | '|'] => Ok(text.chars().next().unwrap_or(',')),
        _ => Err("expected a comma, a semicolon, a tab or `|`".to_owned()),
    }
}

/// What `unsit export` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// Comma-separated values.
    Csv,
    /// One JSON object a line.
    Json,
}

/// `unsit status`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
In the format, {due} is how many routines are due and not done yet, {next} the first of them, {done} how many of \
those due today are done, {streak} and {longest} are days in a row, {last} is when something was last done, {sitting} \
is how long you have been sitting, while `unsit desk` is open.

Examples:
  unsit status
  unsit status --format '{due} due, {streak} days'")]
pub struct Status {
    /// What is printed
    #[arg(long, value_name = "TEXT")]
    pub format: Option<String>,
}

/// `unsit desk`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
After 70 minutes a sound, the terminal and the desktop remind you to get up. \
Enter plays a routine, s snoozes for ten minutes, d restarts the timer. \
Finishing a routine in any terminal also counts, and so does five minutes of \
sleep of the computer. The settings are in config.toml:

  [desk]
  every = \"70m\"
  routine = \"desk-break\"
  snooze = \"10m\"
  hours = \"9:00-18:00\"      default: all day

In tmux, notifications need: set -g allow-passthrough on")]
pub struct Desk {
    /// One line when a break is due and nothing drawn: for screen readers and pipes
    #[arg(long)]
    pub plain: bool,
    /// Mute all sound
    #[arg(long)]
    pub mute: bool,
}

/// `unsit completions`.
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// Who the output is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_types_make_a_command_line() {
        Line::command().debug_assert();
    }
}
