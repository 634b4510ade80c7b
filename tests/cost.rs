//! What a run costs: its work and its memory. Work is instructions, or processor time where they
//! cannot be counted; neither depends on how busy the machine is, as the time on the clock does.

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use crate::support::{Folder, TODAY, has_program};

/// A run that was measured.
#[derive(Debug)]
pub struct Measured {
    pub status: i32,
    pub stdout: String,
    /// Processor time, all threads; zero where the system does not tell.
    pub time: Duration,
    /// The most memory that it took, in KiB; 0 where the system does not tell.
    pub memory: u64,
}

/// Runs `packlint check` with arguments, and measures it.
pub fn measure(directory: &Path, arguments: &[&str]) -> Measured {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("packlint"));
    command
        .env_clear()
        .current_dir(directory)
        .args(["check", "--today", TODAY])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().expect("packlint starts");
    let id = child.id();
    let watch = std::thread::spawn(move || watch(id));
    let mut stdout = String::new();
    let mut pipe = child.stdout.take().expect("a pipe");
    pipe.read_to_string(&mut stdout).expect("UTF-8");
    let (time, memory) = watch.join().expect("watched");
    let status = child.wait().expect("packlint ends");
    Measured {
        status: status.code().expect("packlint exits by itself"),
        stdout,
        time,
        memory,
    }
}

/// Watches a process until it ends; whoever started it has not asked for its status yet.
fn watch(id: u32) -> (Duration, u64) {
    let (mut time, mut memory) = (Duration::ZERO, 0);
    let read = |name: &str| std::fs::read_to_string(format!("/proc/{id}/{name}")).ok();
    while let Some(stat) = read("stat") {
        // Behind the name, which is in parentheses: the state, and later the ticks of the processor.
        let fields = stat.rsplit(')').next().unwrap_or_default();
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok());
        time = Duration::from_millis(10 * (ticks(11).unwrap_or(0) + ticks(12).unwrap_or(0)));
        // One that has ended has no memory.
        let status = read("status").unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        if let Some(peak) = peak {
            let number: String = peak.chars().filter(char::is_ascii_digit).collect();
            memory = number.parse().unwrap_or(memory);
        }
        if fields.first() == Some(&"Z") {
            break;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    (time, memory)
}

/// The processor time that this thread has taken so far; zero where the system does not tell.
pub fn thread_time() -> Duration {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        let (seconds, nanos) = (u64::try_from(time.tv_sec), u32::try_from(time.tv_nsec));
        Duration::new(seconds.unwrap_or(0), nanos.unwrap_or(0))
    }
    #[cfg(not(unix))]
    Duration::ZERO
}

/// Whether instructions are counted: precise, and fifty times slower.
fn counts_instructions() -> bool {
    static COUNTS: OnceLock<bool> = OnceLock::new();
    *COUNTS.get_or_init(|| {
        std::env::var_os("PACKLINT_COUNT_INSTRUCTIONS").is_some() && has_program("valgrind")
    })
}

/// The work of `packlint check` with arguments; `None` where it cannot be measured.
pub fn work(folder: &Folder, arguments: &[&str]) -> Option<f64> {
    if !counts_instructions() {
        let time = measure(folder.path(), arguments).time.as_secs_f64();
        return (time > 0.0).then_some(time);
    }
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(assert_cmd::cargo::cargo_bin!("packlint"))
        .args(["check", "--today", TODAY])
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .expect("valgrind starts");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let (_, number) = text.split_once("Collected : ")?;
    number.split_whitespace().next()?.parse().ok()
}

/// Work of which differences are told apart: ticks are ten milliseconds.
pub fn least_work() -> f64 {
    match counts_instructions() {
        true => 2e8,
        false => 0.15,
    }
}

/// How much processor time this build takes, on this machine, for what a published one does in a second: a
/// hundred times what it takes to check a values file of some 200 KB.
pub fn second() -> Duration {
    static SECOND: OnceLock<Duration> = OnceLock::new();
    *SECOND.get_or_init(|| {
        let lines: String = (0..10_000)
            .map(|at| format!("key{at}: [value, {at}]\n"))
            .collect();
        let folder = Folder::with("values.yaml", format!("pack: {{}}\n{lines}"));
        let run = || measure(folder.path(), &["values.yaml"]).time;
        let least = (0..5).map(|_| run()).min().unwrap_or_default();
        least.max(Duration::from_millis(10)) * 100
    })
}
