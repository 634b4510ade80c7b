//! Files beside the ones that are written, and programs that were started: they do not outlive this one, not
//! when writing fails, and not when SIGINT, SIGTERM or SIGHUP ends it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::File;
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use super::directory::Directory;

/// The temporary files that are there now. Creating, renaming or removing one takes the lock, and so
/// does who removes them all before the program ends.
static FILES: Mutex<BTreeMap<String, Directory>> = Mutex::new(BTreeMap::new());

fn files() -> MutexGuard<'static, BTreeMap<String, Directory>> {
    FILES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The programs that run now, each in a group of its own.
static PROGRAMS: Mutex<Vec<u32>> = Mutex::new(Vec::new());

fn programs() -> MutexGuard<'static, Vec<u32>> {
    PROGRAMS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A program that runs: where a signal ends this one, it ends too.
#[derive(Debug)]
pub(in crate::files) struct RunningProgram(u32);

impl RunningProgram {
    /// Starts a program, whose command puts it into a group of its own.
    pub(in crate::files) fn start(
        command: &mut std::process::Command,
    ) -> io::Result<(Self, std::process::Child)> {
        WATCH.call_once(watch_signals);
        // No signal is handled between its start and the note of it.
        let mut programs = programs();
        let child = command.spawn()?;
        programs.push(child.id());
        Ok((RunningProgram(child.id()), child))
    }
}

impl Drop for RunningProgram {
    fn drop(&mut self) {
        programs().retain(|id| *id != self.0);
    }
}

/// Ends all programs; none is started after them, since the lock is held to the end.
#[cfg(unix)]
fn end_programs_for_ever() -> MutexGuard<'static, Vec<u32>> {
    use rustix::process::{Pid, Signal, kill_process_group};

    let programs = programs();
    for id in &*programs {
        let group = i32::try_from(*id).ok().and_then(Pid::from_raw);
        let _ = group.map(|group| kill_process_group(group, Signal::KILL));
    }
    programs
}

static WATCH: Once = Once::new();

/// A file beside another one, removed unless it is renamed.
#[derive(Debug)]
pub(super) struct TemporaryFile {
    name: String,
    directory: Directory,
}

impl TemporaryFile {
    /// Creates an empty file that no other process has open.
    pub(super) fn create(directory: Directory, mode: u32) -> io::Result<(Self, File)> {
        WATCH.call_once(watch_signals);
        let mut files = files();
        for attempt in 0..1000_u32 {
            // The name does not grow with the file's, which may be as long as a name can be.
            let random = RandomState::new().hash_one(attempt);
            let name = format!(".packlint-{random:016x}.tmp");
            match directory.create(&name, mode) {
                Ok(file) => {
                    files.insert(name.clone(), directory.clone());
                    return Ok((TemporaryFile { name, directory }, file));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Gives the file its name.
    pub(super) fn rename(self, name: &OsStr) -> io::Result<()> {
        let mut files = files();
        self.directory.rename(&self.name, name)?;
        files.remove(&self.name);
        Ok(())
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        let mut files = files();
        if files.remove(&self.name).is_some() {
            let _ = self.directory.remove(&self.name);
        }
    }
}

/// Removes all temporary files; none comes after them, since the lock is kept to the end.
#[cfg(unix)]
fn remove_all_for_ever() -> MutexGuard<'static, BTreeMap<String, Directory>> {
    let files = files();
    for (name, directory) in &*files {
        let _ = directory.remove(name);
    }
    files
}

/// Lets a thread of its own wait for a signal, tidy up, and end the program as the signal would have.
#[cfg(unix)]
fn watch_signals() {
    use std::io::Read as _;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::{flag, low_level};

    // Where the system has no more pipes or threads, signals end the program at once, as before.
    let Ok((mut reader, writer)) = io::pipe() else {
        return;
    };
    let which = Arc::new(AtomicUsize::new(0));
    let received = Arc::clone(&which);
    let watcher = std::thread::Builder::new().spawn(move || {
        let is_signal = reader.read(&mut [0]).is_ok_and(|count| count > 0);
        let signal = i32::try_from(received.load(Ordering::SeqCst)).unwrap_or_default();
        if is_signal {
            let _held = (end_programs_for_ever(), remove_all_for_ever());
            let _ = low_level::emulate_default_handler(signal);
        }
    });
    if watcher.is_err() {
        return;
    }
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        let (Ok(writer), false) = (writer.try_clone(), is_ignored(signal)) else {
            continue;
        };
        let number = usize::try_from(signal).unwrap_or_default();
        // The number is there before the thread wakes.
        let _ = flag::register_usize(signal, Arc::clone(&which), number);
        let _ = low_level::pipe::register(signal, writer);
    }
}

/// Whether the program was started with a signal ignored, as by `nohup`.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let mask = lines.find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

#[cfg(not(unix))]
fn watch_signals() {}
