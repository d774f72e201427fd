//! Running the stages.
