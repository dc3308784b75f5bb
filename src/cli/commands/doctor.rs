//! `unsit doctor`: what works on this machine, one line each, and how to make the rest work.

use std::{
    env,
    io::{self, IsTerminal, Write},
    path::Path,
    process::ExitCode,
    thread,
    time::Duration,
};

use serde_json::json;

use super::setup::{Setup, theme};
use crate::{
    audio::{self, Audio, Settings, Status},
    base::{
        count::count,
        diagnostic::Severity,
        text::{self, printable},
    },
    cli::args::{DoctorArgs, Format},
    config::Background,
    storage::{self, editor},
    system::{
        clock::Clock,
        notify::{self, Channels},
        output::{self, Style, can_draw},
        remote,
    },
    terminal,
    ui::theme::{Answers, Colours, Dots, Theme},
};

/// An output may take this long to open.
const OPENING: Duration = Duration::from_secs(4);
/// A bus that does not answer within this time hangs.
const ANSWERED: Duration = Duration::from_secs(3);
/// A terminal over a slow line may take this long to answer.
const ANSWERED_BY_TERMINAL: Duration = Duration::from_secs(1);
/// The smallest terminal in which every part of a session is seen.
const COLUMNS: u16 = 40;
const ROWS: u16 = 12;
const LOOK: Duration = Duration::from_millis(20);

/// One thing that works, or does not.
struct Finding {
    name: &'static str,
    /// What was found.
    found: String,
    /// What to do about it; `None` where it works.
    fix: Option<String>,
}

fn works(name: &'static str, found: impl Into<String>) -> Finding {
    Finding { name, found: found.into(), fix: None }
}

fn fails(name: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Finding {
    Finding { name, found: found.into(), fix: Some(fix.into()) }
}

/// Prints every finding. The exit status is a failure where something does not work.
pub(super) fn run(args: &DoctorArgs, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let setup = Setup::open();
    let clock = Clock::new();
    let (answers, asked) = asked(setup.config.background);
    let theme = theme(&setup.config).answered(&answers);
    let mut findings = vec![terminal(), asked, characters(&theme), figures(&theme)];
    findings.extend([sound(&setup, clock)?, voice(&setup)]);
    findings.extend(desktop(&setup));
    findings.push(editor());
    findings.extend(folders(&setup));
    findings.push(settings(&setup));
    let style = Style::of(&io::stdout());
    for Finding { name, found, fix } in &findings {
        match args.format {
            Format::Json => {
                let line = json!({ "name": name, "works": fix.is_none(), "found": found, "fix": fix });
                writeln!(out, "{}", text::json(&line))?;
            }
            Format::Text => {
                let mark = if fix.is_none() { style.dim("ok") } else { style.red("no") };
                let fix = fix.as_ref().map(|fix| format!("; {fix}")).unwrap_or_default();
                writeln!(out, "{mark}  {name:<13}  {}{}", printable(found), printable(&fix))?;
            }
        }
    }
    let all = findings.iter().all(|finding| finding.fix.is_none());
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn terminal() -> Finding {
    let term = env::var("TERM").unwrap_or_default();
    if !io::stdout().is_terminal() {
        return fails("terminal", "standard output is not a terminal", "run it in the terminal that you use");
    }
    if !can_draw() {
        return fails("terminal", format!("`{term}` cannot be drawn on"), "use another terminal, or `--plain`");
    }
    let tmux = output::environment(|terminal| if terminal.is_in_tmux() { " in tmux" } else { "" });
    match crossterm::terminal::size() {
        Ok((columns, rows)) if columns < COLUMNS || rows < ROWS => {
            let found = format!("{term}{tmux}, {columns}x{rows}");
            fails("terminal", found, format!("make it at least {COLUMNS}x{ROWS}, to see all of a session"))
        }
        Ok((columns, rows)) => works("terminal", format!("{term}{tmux}, {columns}x{rows}")),
        Err(_) => fails("terminal", format!("{term}{tmux}, unknown size"), "use another terminal, or `--plain`"),
    }
}

/// What the terminal says of itself, and a line about that.
fn asked(set: Background) -> (Answers, Finding) {
    let none = |found: &str| (Answers::default(), works("answers", found));
    if !can_draw() {
        return none("not asked: no terminal");
    }
    if !output::can_be_asked() {
        return none("not asked: this kind of terminal knows no questions");
    }
    let Ok((answers, is_complete)) = terminal::ask_once(ANSWERED_BY_TERMINAL) else {
        return none("not asked: the terminal cannot be taken over");
    };
    let version = answers.version.as_deref().unwrap_or("no name");
    let found = match answers.background {
        Some([red, green, blue]) => format!("background #{red:02x}{green:02x}{blue:02x}, {version}"),
        None if is_complete => format!("no background, {version}"),
        None => "none within a second".to_owned(),
    };
    let finding = if answers.background.is_some() || set != Background::Auto {
        works("answers", found)
    } else {
        fails("answers", found, "set `background` in the settings to \"dark\" or \"light\"")
    };
    (answers, finding)
}

fn characters(theme: &Theme) -> Finding {
    let colours = match theme.colours {
        Colours::None => "no colours",
        Colours::Sixteen => "16 colours",
        Colours::Indexed => "256 colours",
        Colours::Direct => "24-bit colours",
    };
    let background = if theme.light { "for a light background" } else { "for a dark background" };
    let found = format!("{colours}, {background}");
    if theme.ascii {
        return fails("colours", format!("{found}, ASCII alone"), "set LANG to a UTF-8 locale, such as C.UTF-8");
    }
    works("colours", found)
}

fn figures(theme: &Theme) -> Finding {
    match theme.figures {
        Some(Dots::Octants) => works("figures", "eight dots a cell"),
        Some(Dots::Quadrants) => {
            works("figures", "four dots a cell; `figure = \"octant\"` if your terminal draws octants")
        }
        Some(Dots::Braille) => works("figures", "braille"),
        None => works("figures", "off"),
    }
}

/// The output that opens, without playing anything.
fn sound(setup: &Setup, clock: Clock) -> anyhow::Result<Finding> {
    let audio = Audio::start(clock, Settings::of(&setup.config, false))?;
    audio.open();
    let until = clock.running() + OPENING;
    while matches!(audio.status(), Status::Idle | Status::Opening) && clock.running() < until {
        thread::park_timeout(LOOK);
    }
    Ok(match audio.status() {
        Status::Playing { output, latency, .. } => {
            let latency = latency.map(|latency| format!(", latency {} ms", latency.as_millis())).unwrap_or_default();
            works("sound", format!("{output}{latency}"))
        }
        Status::Silent { why, .. } => fails("sound", why, "start PulseAudio or PipeWire, or set `[audio]` `command`"),
        Status::Idle | Status::Opening => {
            fails("sound", "the output does not open", "restart the sound server, or set `[audio]` `command`")
        }
    })
}

fn voice(setup: &Setup) -> Finding {
    let own = setup.config.cues.own_voice.as_ref();
    if let Some(problem) = own.and_then(|own| own.problems.first()) {
        return fails("voice", problem.as_str(), "correct `[audio]` `voice` or `piper` in the settings");
    }
    match audio::voice_program(own.and_then(|own| own.piper.clone())) {
        Some(program) => works("voice", format!("recorded; other names by `{program}`")),
        None => fails(
            "voice",
            "recorded words only: nothing here speaks other names",
            "install espeak-ng, or set `[audio]` `piper`",
        ),
    }
}

/// What the desktop offers. The session bus is asked on a thread of its own, since it may hang.
fn desktop(setup: &Setup) -> Vec<Finding> {
    let services = remote::desktop_services(ANSWERED);
    let has = |words: &str| services.iter().flatten().any(|service| service.contains(words));
    let bus = match &services {
        Ok(_) => works("session bus", "media keys control a session"),
        Err(remote::NoBus::LeftOut) => works("session bus", "not part of this build or system"),
        Err(remote::NoBus::Missing(why)) => {
            let why = why.split(" (os error").next().unwrap_or_default();
            fails("session bus", why, "log in to a desktop, or start the program with `dbus-run-session`")
        }
    };
    vec![bus, screen(setup.config.awake, has), notifications(has("notifications"))]
}

fn screen(is_kept_on: bool, has: impl Fn(&str) -> bool) -> Finding {
    if !is_kept_on {
        works("screen", "left alone by the settings")
    } else if cfg!(target_os = "macos") {
        works("screen", "kept on by `caffeinate`")
    } else if has("screen saver") {
        works("screen", "kept on by the desktop's screen saver")
    } else if has("portal") {
        works("screen", "kept on by the desktop's portal")
    } else {
        fails(
            "screen",
            "cannot be kept on",
            "turn your screen saver off for the session, on X11 with `xset s off -dpms`",
        )
    }
}

fn notifications(has_service: bool) -> Finding {
    if Channels::of_person().is_shown_by_terminal() {
        works("notifications", "shown by the terminal")
    } else if !has_service && !cfg!(target_os = "macos") {
        let fix =
            "install a notification daemon, such as dunst or mako, or use a terminal that shows them, such as kitty";
        fails("notifications", "no service found", fix)
    } else if notify::has_program() {
        works("notifications", "shown by the desktop")
    } else {
        fails("notifications", "no program sends them", "install `notify-send`, of libnotify")
    }
}

fn editor() -> Finding {
    if editor::is_known() {
        works("editor", env::var("VISUAL").or_else(|_| env::var("EDITOR")).unwrap_or_default())
    } else {
        fails("editor", "none is set", "set VISUAL or EDITOR")
    }
}

/// The folders that are written to.
fn folders(setup: &Setup) -> Vec<Finding> {
    let paths = &setup.workspace.paths;
    let history = paths.history(&setup.config);
    let runtime = paths.runtime.first().cloned();
    [("routines", paths.routines.clone()), ("history", history), ("control", runtime)]
        .into_iter()
        .map(|(name, folder)| match folder {
            None => fails(name, "no home folder", "set HOME"),
            Some(folder) => folder_finding(name, &folder),
        })
        .collect()
}

fn folder_finding(name: &'static str, folder: &Path) -> Finding {
    let shown = folder.to_string_lossy().into_owned();
    match storage::write_access(folder) {
        storage::WriteAccess::Writable => works(name, shown),
        storage::WriteAccess::Missing => works(name, format!("{shown} (made when it is needed)")),
        storage::WriteAccess::ReadOnly => {
            let fix = format!("make it yours: `chown -R $(id -un) {shown}`");
            fails(name, format!("{shown} cannot be written"), fix)
        }
        storage::WriteAccess::OpenToOthers => {
            let fix = format!("run `chmod go-w {shown}`");
            fails(name, format!("others can write to {shown}"), fix)
        }
    }
}

fn settings(setup: &Setup) -> Finding {
    let (_, found) = setup.workspace.paths.settings();
    let errors = found.iter().filter(|found| found.severity == Severity::Error).count();
    let shown = setup.workspace.paths.config.as_ref().map(|path| path.to_string_lossy().into_owned());
    match (errors, setup.workspace.paths.config.as_ref().is_some_and(|path| path.symlink_metadata().is_ok())) {
        (0, true) => works("settings", shown.unwrap_or_default()),
        (0, false) => works("settings", "none, so every setting has its default"),
        (errors, _) => fails("settings", count(errors, "error"), "run `unsit check`"),
    }
}
