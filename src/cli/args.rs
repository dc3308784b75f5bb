//! The command line as clap's types. `commands` carries it out.

use std::{ffi::OsString, fmt::Display, ops::RangeInclusive, path::PathBuf, str::FromStr};

use clap::{
    CommandFactory, Parser, Subcommand, ValueEnum, ValueHint,
    builder::{PathBufValueParser, PossibleValue, PossibleValuesParser, TypedValueParser},
    error::ErrorKind,
};
use clap_complete::Shell;

use crate::{base::diagnostic::Code, config::OtherSound, system::remote::other_sound, ui::remote::COMMANDS};

/// The end of the help.
const EXAMPLES: &str = "\
Examples:
  unsit                        see what is due today; Enter plays it
  unsit play daily             play a routine by its name
  unsit play ./knee.toml       play a routine from a file
  unsit plan daily --cues      show every step and sound, with its time
  unsit new Knee < sheet.txt   turn a physiotherapist's sheet into a routine
  unsit check knee.toml        list the errors of a file, with fixes

unsit gives exercise guidance, not medical advice. If something hurts, stop and see a doctor.";

/// A workout player for people who sit all day.
///
/// Plays hand-written TOML routines hands-free, guided by sound: sets, reps, holds, sides and rest.
#[derive(Debug, Parser)]
#[command(name = "unsit", version, after_help = EXAMPLES)]
pub struct CommandLine {
    /// The command; without one the library opens.
    #[command(subcommand)]
    pub command: Option<CommandArgs>,
}

impl CommandLine {
    /// The arguments of the process. The error is a usage error, or help to print.
    pub fn read() -> Result<CommandLine, clap::Error> {
        let line = CommandLine::try_parse()?;
        // clap has no conflict of an option with a value of another.
        if let Some(CommandArgs::Export(export)) = &line.command
            && export.format == ExportFormat::Json
            && let Some(option) = export.bom.then_some("--bom").or(export.delimiter.map(|_| "--delimiter"))
        {
            let message = format!("`{option}` is for CSV: remove it, or write `--format csv`");
            return Err(CommandLine::command().error(ErrorKind::ArgumentConflict, message));
        }
        Ok(line)
    }

    /// Whether the output is for programs: it is then the same in every locale.
    pub fn is_for_programs(&self) -> bool {
        use CommandArgs::{
            Check, Completions, Ctl, Desk, Doctor, Edit, Exercises, Export, Figure, List, Log, Man, New, OtherSound,
            Plan, Play, Schema, Show, Sounds, Stats, Status,
        };
        let Some(command) = &self.command else { return false };
        match command {
            List(ListArgs { format })
            | Exercises(ExercisesArgs { format, .. })
            | Plan(PlanArgs { format, .. })
            | Show(ShowArgs { format, .. })
            | Check(CheckArgs { format, .. })
            | New(NewArgs { format, .. })
            | Log(LogArgs { format, .. })
            | Stats(StatsArgs { format, .. })
            | Sounds(SoundsArgs { format, .. })
            | Ctl(CtlArgs { format, .. })
            | Doctor(DoctorArgs { format }) => *format == Format::Json,
            Status(StatusArgs { format }) => format.as_deref() == Some("json"),
            Export(_) | Schema(_) | Completions(_) | Man => true,
            Play(_) | Edit(_) | Figure(_) | Desk(_) | OtherSound(_) => false,
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum CommandArgs {
    /// Play a routine by name, or from a file
    Play(PlayArgs),
    /// List the routines
    List(ListArgs),
    /// List the exercises that `use` accepts, or search them
    Exercises(ExercisesArgs),
    /// Show a routine's plan, step by step with times
    Plan(PlanArgs),
    /// Describe an exercise or a routine: how to do it, what it works, its sources
    Show(ShowArgs),
    /// Find errors in routine files
    Check(CheckArgs),
    /// Create a routine: from a template, another routine, or the lines of a sheet
    New(NewArgs),
    /// Open a routine in your editor, and check it afterwards
    Edit(EditArgs),
    /// Show an exercise's moving figure, or write it as an image
    Figure(FigureArgs),
    /// Print the JSON Schema of routine files, for completion in editors
    Schema(SchemaArgs),
    /// List past sessions
    Log(LogArgs),
    /// Show statistics: streaks, personal bests, minutes
    Stats(StatsArgs),
    /// Export every set as CSV or JSON
    Export(ExportArgs),
    /// Print a line for a status bar or a prompt: what is due, the streak, time spent sitting
    Status(StatusArgs),
    /// Remind you to take breaks from sitting
    Desk(DeskArgs),
    /// Find out what works on this machine: terminal, sound, desktop, folders, settings
    Doctor(DoctorArgs),
    /// Control the running session from anywhere: pause, resume, skip
    Ctl(CtlArgs),
    /// Play each cue and some words, and show which audio output is used
    Sounds(SoundsArgs),
    /// Print the completions for a shell
    #[command(after_help = "Examples:
  unsit completions bash > ~/.local/share/bash-completion/completions/unsit
  unsit completions fish > ~/.config/fish/completions/unsit.fish")]
    Completions(CompletionsArgs),
    /// Print the manual page
    #[command(after_help = "Example:
  unsit man > ~/.local/share/man/man1/unsit.1")]
    Man,
    /// Pause or lower the sound of other programs until standard input is closed: what a session starts
    #[command(name = other_sound::COMMAND, hide = true)]
    OtherSound(OtherSoundArgs),
}

/// `unsit other-sound`.
#[derive(Debug, clap::Args)]
pub struct OtherSoundArgs {
    /// A word of the setting `others`
    #[arg(value_parser = PossibleValuesParser::new(OtherSound::WORDS.map(|(word, _)| word)))]
    pub how: String,
}

/// `unsit play`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  unsit play daily
  unsit play ./knee.toml --plain
  unsit play daily --speed 20 --mute")]
pub struct PlayArgs {
    /// A routine by its name, or the path to a file
    #[arg(value_parser = name_or_path(), value_name = "ROUTINE", value_hint = ValueHint::FilePath)]
    pub routine: OsString,
    /// Print one line for each step, for screen readers and pipes
    #[arg(long)]
    pub plain: bool,
    /// Resume without asking if you left this routine less than two hours ago
    #[arg(long, conflicts_with = "speed")]
    pub resume: bool,
    /// Play N times faster, to try a routine out; a trial is not recorded
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = |word: &str| within(word, 1_u32..=1000))]
    pub speed: u32,
    /// Mute all sound
    #[arg(long)]
    pub mute: bool,
}

/// `unsit list`.
#[derive(Debug, clap::Args)]
#[command(after_help = "A length with ~ is an estimate: the routine has steps that you end yourself.")]
pub struct ListArgs {
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
pub struct ExercisesArgs {
    /// Words to find in an exercise's names, muscles, equipment, position or text; all must match
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
  unsit plan knee --watch      in a second window while you edit
  unsit plan daily --format json")]
pub struct PlanArgs {
    /// A routine by its name, or the path to a file
    #[arg(value_parser = name_or_path(), value_name = "ROUTINE", value_hint = ValueHint::FilePath)]
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
pub struct ShowArgs {
    /// An exercise by any of its names, a routine by its name, or the path to a file
    #[arg(value_parser = name_or_path(), value_name = "NAME", value_hint = ValueHint::FilePath)]
    pub name: OsString,
    /// `text` for people, or `json`, one object, for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
}

/// `unsit check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A file in a folder named `exercises`, or with the keys of an exercise at its top, \
is checked as an exercise, `config.toml` as the settings, and any other file as a \
routine. The exit status is 1 if there is an error, and 0 if there are only warnings.

Examples:
  unsit check
  unsit check knee.toml
  unsit check --explain bad-duration
  unsit check --format json routines/*.toml")]
pub struct CheckArgs {
    /// Files or routines to check, or `-` for standard input [default: all your files]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// `text` for people, or `json`, one object a line, for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
    /// Explain an error code and how to fix it
    #[arg(long, value_name = "CODE", conflicts_with = "files", hide_possible_values = true)]
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
pub struct NewArgs {
    /// The routine's name; the file is named after it
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Copy this routine
    #[arg(long, value_name = "ROUTINE", conflicts_with = "add", value_hint = ValueHint::FilePath)]
    pub from: Option<OsString>,
    /// Add an exercise in plain words; repeatable
    #[arg(long, value_name = "LINE", allow_hyphen_values = true)]
    pub add: Vec<String>,
    /// Show what a sheet would become, and write nothing
    #[arg(long, conflicts_with = "from")]
    pub dry_run: bool,
    /// Write a routine for each day or heading of a sheet
    #[arg(long, conflicts_with = "from")]
    pub split: bool,
    /// `text` for people, or `json`, what was read from a sheet, for programs
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
pub struct EditArgs {
    /// A routine by its name, or the path to a file
    #[arg(value_parser = name_or_path(), value_name = "ROUTINE", value_hint = ValueHint::FilePath)]
    pub routine: OsString,
}

/// `unsit sounds`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  unsit sounds
  unsit sounds --voice ~/voices/mine
  unsit sounds --format json")]
pub struct SoundsArgs {
    /// List the recordings in a folder: which are there, which are missing, which are too long
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub voice: Option<PathBuf>,
    /// `text` for people, or `json`, one object and nothing played, for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
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
pub struct FigureArgs {
    /// Exercises by their names, or the paths to files
    #[arg(value_parser = name_or_path(), value_name = "NAME", value_hint = ValueHint::FilePath)]
    pub names: Vec<OsString>,
    /// Write an image instead, of the start and the end of each
    #[arg(long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub png: Option<PathBuf>,
    /// Number of frames across the whole movement
    #[arg(long, value_name = "N", requires = "png", value_parser = |word: &str| within(word, 1_u16..=64))]
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
    pub glyphs: Option<FigureGlyphs>,
    /// Draw for a light background
    #[arg(long)]
    pub light: bool,
}

/// The glyphs that figures are drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FigureGlyphs {
    /// Eight filled dots a cell
    Octant,
    /// Four filled dots a cell
    Quadrant,
    /// Points of one colour
    Braille,
}

/// A whole number in a range.
fn within<T: FromStr + PartialOrd + Display>(text: &str, range: RangeInclusive<T>) -> Result<T, String> {
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| format!("write a whole number from {} to {}", range.start(), range.end()))
}

/// The name of a routine or an exercise, or a path, which is not empty.
fn name_or_path() -> impl TypedValueParser<Value = OsString> {
    PathBufValueParser::new().map(PathBuf::into_os_string)
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
pub struct SchemaArgs {
    /// Schema for exercise files instead
    #[arg(long)]
    pub exercise: bool,
}

/// The sessions to show.
#[derive(Debug, clap::Args)]
pub struct SessionsArgs {
    /// Only sessions since a date or within a span: `2026-03-01`, `30d`, `8w`
    #[arg(long, value_name = "DATE", value_parser = Since::parse)]
    pub since: Option<Since>,
    /// Only this routine
    #[arg(long, value_name = "ROUTINE")]
    pub routine: Option<String>,
}

/// A date, or a number of days back.
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
pub struct LogArgs {
    /// The sessions to show.
    #[command(flatten)]
    pub sessions: SessionsArgs,
    /// `text` for people, or `json`, one session a line with its sets, for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
}

/// `unsit stats`.
#[derive(Debug, clap::Args)]
pub struct StatsArgs {
    /// The sessions to show.
    #[command(flatten)]
    pub sessions: SessionsArgs,
    /// `text` for people, or `json`, one object, for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
}

/// `unsit export`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  unsit export > sets.csv
  unsit export --format json --since 8w")]
pub struct ExportArgs {
    /// The sessions to show.
    #[command(flatten)]
    pub sessions: SessionsArgs,
    /// `csv` as in RFC 4180, or `json`, one set a line
    #[arg(long, value_name = "FORMAT", default_value = "csv", hide_possible_values = true)]
    pub format: ExportFormat,
    /// Start the CSV with a byte order mark, so that Excel reads it as UTF-8
    #[arg(long)]
    pub bom: bool,
    /// Separate the columns of the CSV with this character, such as `;`
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub delimiter: Option<char>,
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
pub enum ExportFormat {
    /// Comma-separated values.
    Csv,
    /// One JSON object a line.
    Json,
}

/// `unsit status`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Placeholders in the format: {due} routines due and not done yet, {next} the first of them, {done} routines due today \
and done, {streak} current and {longest} longest streak in days, {last} the day of the last session, {sitting} the time \
spent sitting, while `unsit desk` is open.

Examples:
  unsit status
  unsit status --format '{due} due, {streak} days'
  unsit status --format json")]
pub struct StatusArgs {
    /// What is printed; or `json`, one object, for programs
    #[arg(long, value_name = "TEXT")]
    pub format: Option<String>,
}

/// `unsit desk`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
After 70 minutes a sound, the terminal and the desktop remind you to get up. \
Enter plays a routine, s snoozes for ten minutes, d restarts the timer. \
Finishing a routine in any terminal also counts, and so does putting the \
computer to sleep for five minutes. The settings are in config.toml:

  [desk]
  every = \"70m\"
  routine = \"desk-break\"
  snooze = \"10m\"
  hours = \"9:00-18:00\"      default: all day

In tmux, notifications need: set -g allow-passthrough on")]
pub struct DeskArgs {
    /// Print one line when a break is due, for screen readers and pipes
    #[arg(long)]
    pub plain: bool,
    /// Mute all sound
    #[arg(long)]
    pub mute: bool,
}

/// `unsit doctor`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
One line for each thing: `ok` or `no`, what was found, and how to fix it. The exit \
status is 1 if something does not work. To hear the sounds, run `unsit sounds`.

Examples:
  unsit doctor
  unsit doctor --format json")]
pub struct DoctorArgs {
    /// `text` for people, or `json`, one object a line, for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
}

/// `unsit ctl`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Prints the new state of the session in a line. With several sessions running, it \
controls the one that was started last. Bind it to a shortcut of your desktop, a \
pedal or a command of your phone: docs/control.md has recipes.

Examples:
  unsit ctl toggle
  unsit ctl status --format json
  ssh desk unsit ctl next")]
pub struct CtlArgs {
    /// The command to send
    #[arg(value_name = "COMMAND", value_parser = PossibleValuesParser::new(
        COMMANDS.map(|(word, _, help)| PossibleValue::new(word).help(help))
    ))]
    pub command: String,
    /// `text` for people, or `json`, one object, for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
}

/// `unsit completions`.
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// The reader of the output.
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
        CommandLine::command().debug_assert();
    }
}
