//! A connection to a sound server in its native protocol, encoded and decoded by the `pulseaudio` crate. The client of
//! that crate is not used: it cannot rewrite what it has sent, and does not report a dead stream.

use std::{
    ffi::CStr,
    io::{self, Read, Write},
    mem,
    os::unix::net::UnixStream,
    path::Path,
    time::Duration,
};

use anyhow::bail;
use pulseaudio::protocol::{self, Command, CommandReply, ProtocolError, SubscriptionEventType, TagStructReader};

use super::socket;

/// The program's name at the server.
pub(super) const NAME: &CStr = c"unsit";
/// The timeout for an answer of the server.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// An upper bound for the length of a message from a server, in bytes.
const LONGEST: usize = 1 << 20;
/// The maximum number of messages that a server sends before the reply to a request.
const BEFORE_REPLY: usize = 1000;
/// The maximum amount of requested sound, in bytes: one second. A server has no use for more.
const MOST_OWED: usize = 48_000 * 4;
/// The number of bytes of sound in one packet.
const PIECE: usize = 1 << 16;

/// An authenticated connection.
pub(super) struct Wire {
    pub(super) socket: UnixStream,
    version: u16,
    /// The number of this program among the server's clients.
    pub(super) client: u32,
    last: u32,
    owed: usize,
    has_changed: bool,
    message: Vec<u8>,
}

impl Wire {
    /// Connects to the server and introduces the program by a name.
    pub(super) fn connect(path: &Path, name: &CStr) -> anyhow::Result<Wire> {
        let socket = UnixStream::connect(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => anyhow::anyhow!("no sound server"),
            _ => anyhow::Error::new(error),
        })?;
        // Blocking reads only wait for the rest of a message, or for an answer during the handshake.
        socket.set_read_timeout(Some(PATIENCE))?;
        socket.set_write_timeout(Some(PATIENCE))?;
        let version = protocol::MAX_VERSION;
        let mut wire = Wire { socket, version, client: 0, last: 0, owed: 0, has_changed: false, message: Vec::new() };
        // Servers refuse an empty cookie even if they require none.
        let cookie = socket::cookie().unwrap_or_else(|| vec![0; 256]);
        let auth = protocol::AuthParams { version, supports_shm: false, supports_memfd: false, cookie };
        let reply: protocol::AuthReply = wire.ask(&Command::Auth(auth))?;
        wire.version = version.min(reply.version);
        let mut props = protocol::Props::new();
        props.set(protocol::Prop::ApplicationName, name);
        let reply: protocol::SetClientNameReply = wire.ask(&Command::SetClientName(props))?;
        wire.client = reply.client_id;
        Ok(wire)
    }

    /// Sends a request and waits for its reply.
    pub(super) fn ask<R: CommandReply>(&mut self, question: &Command) -> anyhow::Result<R> {
        let number = self.send(question)?;
        for _ in 0..BEFORE_REPLY {
            if self.receive()? == Some(number) {
                return self.answer();
            }
        }
        bail!("unexpected reply from the sound server")
    }

    /// Sends a request and returns its number.
    pub(super) fn send(&mut self, question: &Command) -> anyhow::Result<u32> {
        self.last = self.last.wrapping_add(1);
        let mut message = Vec::new();
        protocol::encode_command_message(&mut message, self.last, question, self.version).map_err(plain)?;
        self.write(&message)?;
        Ok(self.last)
    }

    /// Sends sound for a stream; it replaces the last `back` bytes that were sent.
    pub(super) fn play(&mut self, channel: u32, sound: &[u8], back: usize) -> anyhow::Result<()> {
        let mut back = u64::try_from(back)?;
        for piece in sound.chunks(PIECE) {
            // Without flags, the offset counts from the end of the last packet.
            let mut message = Vec::with_capacity(protocol::DESCRIPTOR_SIZE + piece.len());
            protocol::write_memblock(&mut message, channel, piece, back.wrapping_neg()).map_err(plain)?;
            self.write(&message)?;
            back = 0;
        }
        Ok(())
    }

    /// Waits for the next message from the server. Returns the number of the request that it answers, or `None` for any
    /// other message, which has been handled.
    pub(super) fn receive(&mut self) -> anyhow::Result<Option<u32>> {
        let mut head = [0; protocol::DESCRIPTOR_SIZE];
        self.read(&mut head)?;
        let head = protocol::read_descriptor(&mut head.as_slice()).map_err(plain)?;
        let length = usize::try_from(head.length)?;
        if length > LONGEST {
            bail!("unexpected reply from the sound server");
        }
        let mut message = mem::take(&mut self.message);
        message.resize(length, 0);
        self.read(&mut message)?;
        self.message = message;
        let Ok((number, command)) = Command::read_tag_prefixed(&mut self.message.as_slice(), self.version) else {
            // Servers send messages unknown to the crate; none of them matters here.
            return Ok(None);
        };
        match command {
            Command::Reply => Ok(Some(number)),
            Command::Request(request) => {
                self.owe(request.length);
                Ok(None)
            }
            Command::Error(error) => Err(plain(ProtocolError::ServerError(error))),
            Command::SubscribeEvent(event) => {
                self.has_changed |= event.event_type != SubscriptionEventType::Changed;
                Ok(None)
            }
            Command::PlaybackStreamKilled(_) => bail!("the sound server ended the stream"),
            _ => Ok(None),
        }
    }

    /// Whether something that was subscribed to has come or gone since the last call.
    pub(super) fn take_change(&mut self) -> bool {
        mem::take(&mut self.has_changed)
    }

    /// The number of bytes that the server has requested and not received: at most one second.
    pub(super) fn owed(&self) -> usize {
        self.owed
    }

    /// Adds to the requested amount. A server can request any number.
    pub(super) fn owe(&mut self, bytes: u32) {
        let bytes = usize::try_from(bytes).unwrap_or(MOST_OWED);
        self.owed = self.owed.saturating_add(bytes).min(MOST_OWED);
    }

    /// Subtracts from the requested amount.
    pub(super) fn pay(&mut self, bytes: usize) {
        self.owed = self.owed.saturating_sub(bytes);
    }

    /// Decodes the reply that was received last.
    pub(super) fn answer<R: CommandReply>(&self) -> anyhow::Result<R> {
        let mut message = self.message.as_slice();
        let mut reader = TagStructReader::new(&mut message, self.version);
        // The kind of message and the number of the request.
        reader.read_u32().and_then(|_| reader.read_u32()).and_then(|_| reader.read()).map_err(plain)
    }

    fn read(&mut self, bytes: &mut [u8]) -> anyhow::Result<()> {
        self.socket.read_exact(bytes).map_err(|error| plain(error.into()))
    }

    fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.socket.write_all(bytes).map_err(|error| plain(error.into()))
    }
}

/// The error as a phrase for people.
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
