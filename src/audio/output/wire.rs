//! One connection to a sound server in its own protocol, which the `pulseaudio` crate reads and writes. The crate's
//! client is not used: it cannot take back what it has sent, and it does not report that a stream has died.

use std::{
    io::{self, Read, Write},
    os::unix::net::UnixStream,
    path::Path,
    time::Duration,
};

use anyhow::bail;
use pulseaudio::protocol::{self, Command, CommandReply, ProtocolError, TagStructReader};

use super::socket;

/// How long the server may take to answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// More than the longest message that a server sends.
const LONGEST: usize = 1 << 20;
/// The most sound that a server is owed, in bytes: a second. More than that it has no use for.
const MOST_OWED: usize = 48_000 * 4;
/// Bytes of sound sent in one piece.
const PIECE: usize = 1 << 16;

/// A connection that has been let in.
pub(super) struct Wire {
    pub(super) socket: UnixStream,
    version: u16,
    last: u32,
    owed: usize,
    message: Vec<u8>,
}

impl Wire {
    /// Connects to the server and introduces the program.
    pub(super) fn connect(path: &Path) -> anyhow::Result<Wire> {
        let socket = UnixStream::connect(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => anyhow::anyhow!("no sound server"),
            _ => anyhow::Error::new(error),
        })?;
        // All that is waited for is part of a message that has begun, or an answer to this connection's first words.
        socket.set_read_timeout(Some(PATIENCE))?;
        socket.set_write_timeout(Some(PATIENCE))?;
        let mut wire = Wire { socket, version: protocol::MAX_VERSION, last: 0, owed: 0, message: Vec::new() };
        // An empty cookie is refused even by servers that ask for none.
        let cookie = socket::cookie().unwrap_or_else(|| vec![0; 256]);
        let version = protocol::MAX_VERSION;
        let auth = protocol::AuthParams { version, supports_shm: false, supports_memfd: false, cookie };
        let reply: protocol::AuthReply = wire.ask(&Command::Auth(auth))?;
        wire.version = version.min(reply.version);
        let mut props = protocol::Props::new();
        props.set(protocol::Prop::ApplicationName, c"unsit");
        let _: protocol::SetClientNameReply = wire.ask(&Command::SetClientName(props))?;
        Ok(wire)
    }

    /// Asks and waits for the answer.
    pub(super) fn ask<R: CommandReply>(&mut self, question: &Command) -> anyhow::Result<R> {
        let number = self.send(question)?;
        loop {
            if self.receive()? == Some(number) {
                return self.answer();
            }
        }
    }

    /// Sends a question and returns its number.
    pub(super) fn send(&mut self, question: &Command) -> anyhow::Result<u32> {
        self.last = self.last.wrapping_add(1);
        let mut message = Vec::new();
        protocol::encode_command_message(&mut message, self.last, question, self.version).map_err(plain)?;
        self.write(&message)?;
        Ok(self.last)
    }

    /// Sends sound for a stream, in place of the last bytes that were sent where `back` is not zero.
    pub(super) fn play(&mut self, channel: u32, sound: &[u8], back: usize) -> anyhow::Result<()> {
        let mut back = u64::try_from(back)?;
        for piece in sound.chunks(PIECE) {
            // Without flags the offset counts from where the last piece ended.
            let mut message = Vec::with_capacity(protocol::DESCRIPTOR_SIZE + piece.len());
            protocol::write_memblock(&mut message, channel, piece, back.wrapping_neg()).map_err(plain)?;
            self.write(&message)?;
            back = 0;
        }
        Ok(())
    }

    /// Waits for the next message of the server: the number of the question that it answers, or `None` for any other
    /// message, which has been handled.
    pub(super) fn receive(&mut self) -> anyhow::Result<Option<u32>> {
        let mut head = [0; protocol::DESCRIPTOR_SIZE];
        self.read(&mut head)?;
        let head = protocol::read_descriptor(&mut head.as_slice()).map_err(plain)?;
        let length = usize::try_from(head.length)?;
        if length > LONGEST {
            bail!("unexpected reply from the sound server");
        }
        let mut message = std::mem::take(&mut self.message);
        message.resize(length, 0);
        self.read(&mut message)?;
        self.message = message;
        let Ok((number, command)) = Command::read_tag_prefixed(&mut self.message.as_slice(), self.version) else {
            // Servers send messages that the crate does not know, none of which matters here.
            return Ok(None);
        };
        match command {
            Command::Reply => Ok(Some(number)),
            Command::Request(request) => {
                self.owe(request.length);
                Ok(None)
            }
            Command::Error(error) => Err(plain(ProtocolError::ServerError(error))),
            Command::PlaybackStreamKilled(_) => bail!("the sound server ended the stream"),
            _ => Ok(None),
        }
    }

    /// Bytes of sound that the server wants and has not got: at most a second's.
    pub(super) fn owed(&self) -> usize {
        self.owed
    }

    /// Adds to what is owed. A server can ask for any number.
    pub(super) fn owe(&mut self, bytes: u32) {
        let bytes = usize::try_from(bytes).unwrap_or(MOST_OWED);
        self.owed = self.owed.saturating_add(bytes).min(MOST_OWED);
    }

    /// Takes from what is owed.
    pub(super) fn pay(&mut self, bytes: usize) {
        self.owed = self.owed.saturating_sub(bytes);
    }

    /// Reads the answer that was received last.
    pub(super) fn answer<R: CommandReply>(&self) -> anyhow::Result<R> {
        let mut message = self.message.as_slice();
        let mut reader = TagStructReader::new(&mut message, self.version);
        // The kind of message and the number of the question.
        reader.read_u32().and_then(|_| reader.read_u32()).and_then(|_| reader.read()).map_err(plain)
    }

    fn read(&mut self, bytes: &mut [u8]) -> anyhow::Result<()> {
        self.socket.read_exact(bytes).map_err(|error| plain(error.into()))
    }

    fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.socket.write_all(bytes).map_err(|error| plain(error.into()))
    }
}

/// What went wrong, as a phrase for people.
fn plain(error: ProtocolError) -> anyhow::Error {
    match error {
        ProtocolError::ServerError(reason) => anyhow::anyhow!("the sound server refused ({reason:?})"),
        ProtocolError::Io(error) => match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => anyhow::anyhow!("the sound server does not answer"),
            _ => anyhow::anyhow!("connection to the sound server lost"),
        },
        error => anyhow::Error::new(error).context("unexpected reply from the sound server"),
    }
}
