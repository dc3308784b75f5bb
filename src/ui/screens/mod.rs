//! The screens, each with its state, its actions and its drawing.

mod flash;
mod figure_pane;
pub mod typed;
pub mod tabs;
pub mod feedback;
pub mod help;
pub mod history;
pub mod library;
pub mod exercises;
pub mod resume_prompt;
pub mod summary;
pub mod session;
pub mod stats;
pub mod desk;
