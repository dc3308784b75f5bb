//! The interface: state in, cells and effects out.
//!
//! [`app::App`] takes inputs and returns effects as plain data, and draws itself as a widget, so that a test presses
//! keys, compares effects and reads the screen. [`theme`] names styles by their meaning, [`keymap`] is the one table of
//! keys, [`driver`] plays a session without drawing it, [`widgets`] know numbers and the theme and nothing of the
//! program, and [`screens`] hold state, actions and drawing of each screen. Uses every room of the ground; performs no
//! I/O and reads no clock. Begin with [`app::App::apply`].

pub mod theme;
pub mod grid;
pub mod keymap;
pub mod timers;
pub mod effect;
pub mod shared;
pub mod driver;
pub mod widgets;
pub mod screens;
pub mod app;
