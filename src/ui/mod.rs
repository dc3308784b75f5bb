//! The interface: state in, cells and effects out.
//!
//! [`app::App`] takes inputs, returns effects as plain data, and draws itself as a widget, so that a test presses keys,
//! compares effects and reads the screen. [`theme`] names styles by their meaning, [`keymap`] is the only table of
//! keys, `driver` plays a session without drawing it, [`widgets`] know numbers and the theme but nothing of the
//! program, and `screens` contain the state, actions and drawing of each screen. Uses every ground room; performs no
//! I/O and reads no clock. Begin with [`app::App::apply`].

pub mod theme;
pub(crate) mod grid;
pub mod keymap;
pub(crate) mod timers;
pub mod effect;
pub mod shared;
pub(crate) mod driver;
pub mod remote;
pub mod widgets;
pub(crate) mod screens;
pub mod app;
