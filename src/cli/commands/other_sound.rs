//! `unsit other-sound`: the helper of a session that pauses or lowers the sound of other programs.

use std::process::ExitCode;

use crate::cli::args::OtherSoundArgs;

/// Changes the sound of other programs until standard input is closed, then gives it back.
#[cfg(target_os = "linux")]
pub(super) fn run(args: &OtherSoundArgs) -> anyhow::Result<ExitCode> {
    use std::{
        io,
        os::unix::net::UnixStream,
        sync::{Arc, mpsc},
        thread,
        time::Duration,
    };

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    use crate::{audio, config::OtherSound, system::remote};

    /// A sound server or a bus that hangs is left alone after this time.
    const GIVEN_BACK: Duration = Duration::from_secs(5);

    // At the end of a login every program is terminated; this one ends after its session.
    for signal in [SIGHUP, SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::default())?;
    }
    let how = OtherSound::WORDS.into_iter().find(|(word, _)| *word == args.how).map(|(_, how)| how).unwrap_or_default();
    let (alive, end) = UnixStream::pair()?;
    let (done, given_back) = mpsc::channel();
    thread::Builder::new().spawn(move || {
        match how {
            OtherSound::Leave => {}
            OtherSound::Pause => remote::pause_others(&end),
            OtherSound::Lower => audio::duck_others(&end),
        }
        // After the limit nothing is received.
        let _ = done.send(());
    })?;
    io::copy(&mut io::stdin().lock(), &mut io::sink())?;
    drop(alive);
    let is_given_back = given_back.recv_timeout(GIVEN_BACK).is_ok();
    Ok(if is_given_back { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Only Linux has players and a sound server that can be asked.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "the same call on every system")]
pub(super) fn run(_args: &OtherSoundArgs) -> anyhow::Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
