//! `packlint` at a pseudo terminal: what a person sees there, line by line.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Termios, Winsize, tcgetattr, tcsetwinsize};

/// Longest wait for a text: only a defect makes a test wait so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// `packlint` at a terminal of its own.
pub struct Session {
    controller: File,
    terminal: File,
    /// How the terminal was set before.
    settings: Termios,
    child: Child,
    output: Receiver<Vec<u8>>,
    seen: Vec<u8>,
    /// How much of it has been waited for.
    at: usize,
}

/// How a session ended.
#[derive(Debug)]
pub struct Ended {
    pub status: ExitStatus,
    /// Everything that was on the screen, the typed answers included.
    pub screen: String,
}

impl Ended {
    /// The exit status; none where a signal ended it.
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// The signal that ended it.
    pub fn signal(&self) -> Option<i32> {
        self.status.signal()
    }
}

impl Session {
    /// Starts `packlint` at a terminal of some columns; standard output is the terminal too, unless
    /// a file is given for it.
    pub fn start(folder: &Path, columns: u16, stdout: Option<File>, arguments: &[&str]) -> Self {
        let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&controller).expect("granted");
        unlockpt(&controller).expect("unlocked");
        let size = Winsize {
            ws_row: 24,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        let name = ptsname(&controller, Vec::new()).expect("a name");
        let name = name.into_string().expect("UTF-8");
        let terminal = File::options()
            .read(true)
            .write(true)
            .open(name)
            .expect("opened");
        tcsetwinsize(&terminal, size).expect("resized");
        let side = || Stdio::from(terminal.try_clone().expect("cloned"));
        let child = Command::new(assert_cmd::cargo::cargo_bin!("packlint"))
            .args(arguments)
            .env_clear()
            .env("NO_COLOR", "1")
            .current_dir(folder)
            .stdin(side())
            .stdout(stdout.map_or_else(side, Stdio::from))
            .stderr(side())
            .spawn()
            .expect("packlint starts");
        let output = reader(controller.try_clone().expect("cloned"));
        Session {
            controller: File::from(controller),
            settings: tcgetattr(&terminal).expect("settings"),
            terminal,
            child,
            output,
            seen: Vec::new(),
            at: 0,
        }
    }

    /// Waits for a text, behind what was waited for before.
    pub fn expect(&mut self, text: &str) -> &mut Self {
        loop {
            let rest = self.seen.get(self.at..).unwrap_or_default();
            let found = rest
                .windows(text.len())
                .position(|at| at == text.as_bytes());
            if let Some(found) = found {
                self.at += found + text.len();
                return self;
            }
            let more = self.output.recv_timeout(PATIENCE);
            let shown = || String::from_utf8_lossy(&self.seen).into_owned();
            let more = more.unwrap_or_else(|_| panic!("{text:?} is not there:\n{}", shown()));
            self.seen.extend(more);
        }
    }

    /// Types a line.
    pub fn line(&mut self, text: &str) -> &mut Self {
        self.keys(format!("{text}\n").as_bytes())
    }

    /// Types bytes: 4 is Ctrl-D.
    pub fn keys(&mut self, keys: &[u8]) -> &mut Self {
        self.controller.write_all(keys).expect("typed");
        self
    }

    /// Waits for a question and answers it.
    pub fn answer(&mut self, question: &str, answer: &str) -> &mut Self {
        self.expect(question).line(answer)
    }

    /// What Ctrl-C does at a terminal.
    pub fn interrupt(&mut self) -> &mut Self {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, Signal::INT).expect("sent");
        self
    }

    /// Waits for the end. The terminal must be set as it was before.
    pub fn end(mut self) -> Ended {
        let status = self.child.wait().expect("ended");
        let settings = tcgetattr(&self.terminal).expect("settings");
        assert_eq!(
            format!("{settings:?}"),
            format!("{:?}", self.settings),
            "the terminal's settings"
        );
        // When no process has the terminal any more, reading ends.
        drop(self.terminal);
        while let Ok(more) = self.output.recv_timeout(PATIENCE) {
            self.seen.extend(more);
        }
        let screen = String::from_utf8_lossy(&self.seen);
        Ended {
            status,
            screen: screen.replace("\r\n", "\n"),
        }
    }
}

/// Reads a terminal in a thread of its own until it is closed.
fn reader(controller: OwnedFd) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    let mut controller = File::from(controller);
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        // Linux reports the closed terminal as an error.
        while let Ok(read @ 1..) = controller.read(&mut bytes) {
            let more = bytes.get(..read).unwrap_or_default().to_vec();
            if sender.send(more).is_err() {
                break;
            }
        }
    });
    receiver
}
