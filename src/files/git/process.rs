//! git as a process: found on the PATH, started without a shell, with an environment of its own,
//! within limits of time, memory and output.

use std::ffi::OsString;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::GitError;
use crate::files::write::interrupt::RunningProgram;

/// All that git does for one run, in seconds.
const TIME_LIMIT: u64 = 60;
/// How long git may wait without doing anything, in seconds.
const IDLE_LIMIT: u64 = 2;
/// The most that git may print at a time.
const OUTPUT_LIMIT: usize = 256 << 20;
/// The most that git may say on standard error.
const ERROR_LIMIT: usize = 64 << 10;
/// Where programs are where the environment does not say it.
const DEFAULT_PATH: &str = "/usr/local/bin:/usr/bin:/bin";
/// How often a running git is looked at.
const TICK: Duration = Duration::from_millis(50);

/// Settings that take precedence over those of the repository. Nothing here is needed by the commands
/// that packlint uses; it is a second line of defence.
const SETTINGS: [&str; 12] = [
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.excludesFile=/dev/null",
    "core.sshCommand=false",
    "core.askPass=",
    "core.pager=cat",
    "credential.helper=",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
];

/// What git is told beside its arguments.
const ENVIRONMENT: [(&str, &str); 8] = [
    ("LC_ALL", "C"),
    ("GIT_ALLOW_PROTOCOL", ""),
    ("GIT_ATTR_NOSYSTEM", "1"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_PAGER", "cat"),
    ("GIT_TERMINAL_PROMPT", "0"),
];

/// What git may know of its user: the user's own settings say which directories are safe.
const PASSED_ON: [&str; 9] = [
    "HOME",
    "XDG_CONFIG_HOME",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "USERPROFILE",
    "SystemRoot",
    "ProgramData",
    "ProgramFiles",
];

/// The git of one repository.
pub(super) struct Git {
    program: PathBuf,
    search_path: OsString,
    directory: PathBuf,
    deadline: Instant,
}

/// What a command of git gave.
pub(super) struct GitOutput {
    pub(super) is_success: bool,
    pub(super) stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl GitOutput {
    /// The one object id that was printed.
    pub(super) fn object_id(&self) -> Option<String> {
        let text = std::str::from_utf8(&self.stdout).ok()?;
        let first = text.lines().next()?;
        let is_id = first.len() >= 40 && first.bytes().all(|byte| byte.is_ascii_hexdigit());
        (self.is_success && is_id).then(|| first.to_owned())
    }

    /// Why git refused, in its own words.
    pub(super) fn refusal(&self) -> GitError {
        let said = String::from_utf8_lossy(&self.stderr);
        let first = said.lines().find(|line| !line.is_empty());
        let first = first.unwrap_or("git failed without a message");
        let first = first.trim_start_matches("fatal: ");
        match first.contains("not a git repository") {
            true => GitError::NoRepository,
            false => GitError::Refused(first.to_owned()),
        }
    }
}

impl Git {
    /// The git of the PATH, for a repository. Relative directories of the PATH are left out: they
    /// may be the repository's own.
    pub(super) fn new(directory: &Path) -> Result<Self, GitError> {
        let path = std::env::var_os("PATH").unwrap_or_else(|| DEFAULT_PATH.into());
        let directories = std::env::split_paths(&path).filter(|directory| directory.is_absolute());
        let directories: Vec<_> = directories.collect();
        let name = format!("git{}", std::env::consts::EXE_SUFFIX);
        let mut programs = directories.iter().map(|directory| directory.join(&name));
        let program = programs.find(|program| program.is_file());
        Ok(Git {
            program: program.ok_or(GitError::Missing)?,
            search_path: std::env::join_paths(directories).unwrap_or_default(),
            directory: directory.to_path_buf(),
            deadline: Instant::now() + Duration::from_secs(TIME_LIMIT),
        })
    }

    /// The git of another repository, within the same time.
    pub(super) fn within(&self, directory: &Path) -> Self {
        Git {
            program: self.program.clone(),
            search_path: self.search_path.clone(),
            directory: directory.to_path_buf(),
            deadline: self.deadline,
        }
    }

    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// What a command prints that has to succeed.
    pub(super) fn output(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, GitError> {
        let answer = self.run(arguments, input)?;
        match answer.is_success {
            true => Ok(answer.stdout),
            false => Err(answer.refusal()),
        }
    }

    /// Runs a command to its end.
    pub(super) fn run(&self, arguments: &[&str], input: &[u8]) -> Result<GitOutput, GitError> {
        let started = RunningProgram::start(&mut self.command(arguments));
        let (_running, mut child) = started.map_err(GitError::Start)?;
        limit_memory(&child);
        let read = Arc::new(AtomicUsize::new(0));
        let stdout = child.stdout.take();
        let stderr = child.stderr.take();
        if let Some(mut stdin) = child.stdin.take() {
            let input = input.to_vec();
            // git may end before it has read everything.
            thread::spawn(move || stdin.write_all(&input));
        }
        let stdout = collect(stdout, OUTPUT_LIMIT, Arc::clone(&read));
        let stderr = collect(stderr, ERROR_LIMIT, Arc::clone(&read));
        let outcome = self.wait(&mut child, (&stdout, &stderr), &read);
        if outcome.is_err() {
            kill(&mut child);
        }
        let (stdout, stderr) = outcome?;
        let status = child.wait().map_err(GitError::Start)?;
        Ok(GitOutput {
            is_success: status.success(),
            stdout,
            stderr,
        })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .current_dir(&self.directory)
            .args(["--no-pager", "--literal-pathspecs"])
            .args(SETTINGS.iter().flat_map(|setting| ["-c", setting]))
            .args(arguments)
            .env_clear()
            .env("PATH", &self.search_path)
            .envs(ENVIRONMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for name in PASSED_ON {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        own_group(&mut command);
        command
    }

    /// Waits until git has printed everything, or a limit is reached.
    fn wait(
        &self,
        child: &mut Child,
        (stdout, stderr): (&Receiver<Printed>, &Receiver<Printed>),
        read: &AtomicUsize,
    ) -> Result<(Vec<u8>, Vec<u8>), GitError> {
        let mut texts = [None, None];
        let mut last = (Progress::of(child, read), Instant::now());
        for (text, from) in texts.iter_mut().zip([stdout, stderr]) {
            while text.is_none() {
                match from.recv_timeout(TICK) {
                    Ok(printed) => *text = Some(printed?),
                    Err(RecvTimeoutError::Disconnected) => *text = Some(Vec::new()),
                    Err(RecvTimeoutError::Timeout) => self.check_time(child, read, &mut last)?,
                }
            }
        }
        // It may have closed both and go on.
        while child.try_wait().map_err(GitError::Start)?.is_none() {
            self.check_time(child, read, &mut last)?;
            thread::sleep(Duration::from_millis(1));
        }
        let [stdout, stderr] = texts.map(Option::unwrap_or_default);
        Ok((stdout, stderr))
    }

    fn check_time(
        &self,
        child: &Child,
        read: &AtomicUsize,
        last: &mut (Progress, Instant),
    ) -> Result<(), GitError> {
        let now = Instant::now();
        if now >= self.deadline {
            return Err(GitError::TimedOut(TIME_LIMIT));
        }
        let progress = Progress::of(child, read);
        if progress.is_waiting && progress.work == last.0.work {
            if now.duration_since(last.1).as_secs() >= IDLE_LIMIT {
                return Err(GitError::TimedOut(IDLE_LIMIT));
            }
        } else {
            *last = (progress, now);
        }
        Ok(())
    }
}

/// What came of a stream.
type Printed = Result<Vec<u8>, GitError>;

/// Reads a stream to its end, in a thread of its own.
fn collect(
    from: Option<impl Read + Send + 'static>,
    limit: usize,
    read: Arc<AtomicUsize>,
) -> Receiver<Printed> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let Some(mut from) = from else { return };
        let mut text = Vec::new();
        let mut buffer = vec![0; 64 << 10];
        let printed = loop {
            match from.read(&mut buffer) {
                Ok(0) | Err(_) => break Ok(text),
                Ok(count) => {
                    read.fetch_add(count, Ordering::Relaxed);
                    text.extend_from_slice(buffer.get(..count).unwrap_or_default());
                }
            }
            if text.len() > limit {
                break Err(GitError::TooMuch((limit >> 20) as u64));
            }
        };
        let _ = sender.send(printed);
    });
    receiver
}

/// How far git has come.
struct Progress {
    /// Whether it sleeps, and not for the disk.
    is_waiting: bool,
    /// Grows with what it does.
    work: (String, usize),
}

impl Progress {
    /// By the system's accounts, where it keeps some.
    fn of(child: &Child, read: &AtomicUsize) -> Self {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id()));
        let stat = stat.unwrap_or_default();
        let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields);
        let fields: Vec<&str> = fields.split(' ').collect();
        let field = |at: usize| fields.get(at).copied().unwrap_or_default();
        // The state is the first, the times in user and system mode the twelfth and thirteenth.
        Progress {
            is_waiting: field(0) == "S",
            work: (
                format!("{} {}", field(11), field(12)),
                read.load(Ordering::Relaxed),
            ),
        }
    }
}

/// A group of its own, so that whatever git starts ends with it.
#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

fn kill(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = rustix::process::Pid::from_child(child);
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// The most memory that git may take for itself.
#[cfg(target_os = "linux")]
fn limit_memory(child: &Child) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    const BYTES: u64 = 512 << 20;
    let limit = Rlimit {
        current: Some(BYTES),
        maximum: Some(BYTES),
    };
    // Where the system does not let it, the time limit remains.
    let _ = prlimit(Some(Pid::from_child(child)), Resource::Data, limit);
}

#[cfg(not(target_os = "linux"))]
fn limit_memory(_: &Child) {}
