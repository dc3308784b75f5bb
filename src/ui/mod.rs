//! The interface: state in, cells and effects out.
//!
//! [`app::App`] takes inputs and returns effects as plain data, and draws itself as a widget, so that a test presses
//! keys, compares effects and reads the screen. [`theme`] names styles by their meaning, [`keymap`] is the one table of
//! keys, [`widgets`] know numbers and the theme and nothing of the program, and [`screens`] hold state, actions and
//! drawing of each screen. Uses every room of the ground; performs no I/O and reads no clock. Begin with
//! [`app::App::update`].

pub mod theme;
pub mod keymap;
pub mod widgets;
pub mod screens;
pub mod app;
