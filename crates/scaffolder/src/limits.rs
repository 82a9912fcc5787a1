//! What can grow, and how far.

use std::time::Duration;

/// Most bytes of one file that an action reads into memory.
pub const FILE_BYTES: u64 = 64 * 1024 * 1024;

/// Most files and folders in a workspace that an action goes through.
pub const WORKSPACE_ENTRIES: usize = 100_000;

/// Longest path inside a workspace, in bytes.
pub const PATH_BYTES: usize = 4_096;

/// Most that is told of what is in a workspace, in bytes of the log.
pub const LISTED_BYTES: usize = 256 * 1024;

/// Most that is told of what is in one file, in bytes.
pub const LOGGED_FILE_BYTES: u64 = 16 * 1024;

/// Longest that an action waits because a template says so.
pub const LONGEST_WAIT: Duration = Duration::from_secs(10 * 60);

/// Most lines of a secret that are looked for one by one.
pub const SECRET_PIECES: usize = 200;

/// Deepest nesting of a permission's conditions.
pub const CONDITION_DEPTH: usize = 20;

/// Deepest nesting of a schema that is gone through for names and examples.
pub const EXAMPLE_DEPTH: usize = 16;

/// Most things that are told to be wrong with one input.
pub const INPUT_PROBLEMS: usize = 10;

/// Longest line of a log, in bytes; what is longer is cut.
pub const LINE_BYTES: usize = 32 * 1024;

/// Most lines of the log of one task in one run; what is more is left out.
pub const LINES: usize = 200_000;

/// Largest output of a step, in bytes of JSON.
pub const OUTPUT_BYTES: usize = 4 * 1024 * 1024;

/// Largest specification of a task, in bytes of JSON.
pub const SPEC_BYTES: usize = 10 * 1024 * 1024;

/// Most secrets of a task.
pub const SECRETS: usize = 100;

/// Most bytes of a task's secrets together.
pub const SECRET_BYTES: usize = 256 * 1024;

/// How long lines wait for others to be written together with them.
pub const FLUSH: Duration = Duration::from_millis(100);

/// Lines that are written without waiting for more.
pub const FLUSH_LINES: usize = 500;

/// How often a worker says that it lives.
pub const BEAT: Duration = Duration::from_secs(1);

/// How often is looked for tasks that other processes made, and for events that they wrote.
pub const POLL: Duration = Duration::from_secs(1);

/// How often is looked for tasks whose worker is silent.
pub const RECOVERY: Duration = Duration::from_secs(10);

/// How often the end of a task is tried to be written, if the database does not answer.
pub const END_TRIES: u32 = 5;

/// How long stopping waits for running tasks to be handed over.
pub const HAND_OVER: Duration = Duration::from_secs(2);

/// How long a graceful stop waits for running tasks to be done.
pub const GRACE: Duration = Duration::from_secs(3600);

/// Most trial runs at the same time.
pub const TRIALS: usize = 4;

/// Longest trial run.
pub const TRIAL: Duration = Duration::from_secs(120);

/// Most bytes of files that a trial run is given or gives back.
pub const TRIAL_BYTES: u64 = 32 * 1024 * 1024;

/// Most files that a trial run is given or gives back.
pub const TRIAL_FILES: usize = 5_000;

/// How deep lists and objects of parameters and outputs may lie in one another. What is stored must be readable again.
pub const VALUE_DEPTH: usize = 64;

/// Bytes of rendered input that all turns of a step may have together.
pub const INPUT_BYTES: usize = 64 * 1024 * 1024;
