//! Asking a person: plain lines on standard error and standard input, so that standard output
//! carries the report only and the terminal stays as it is.

pub(crate) mod answers;
pub(crate) mod flags;
mod terminal;

use std::collections::{HashSet, VecDeque};
use std::io;

pub(crate) use terminal::Terminal;

use crate::engine::Report;
use crate::finding::{Finding, Severity};
use crate::report::{Paint, bars, legend, wrap};
use crate::text::{count, printable};

/// Where questions are put.
pub(crate) trait Prompt {
    /// Shows a text of whole lines.
    fn tell(&mut self, text: &str) -> io::Result<()>;

    /// Puts a question, the last of whose lines is still open, and waits for the line that answers
    /// it; `None` at the end of all answers.
    fn ask(&mut self, question: &str) -> io::Result<Option<String>>;

    /// Columns.
    fn width(&self) -> usize;
}

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer<T> {
    /// An answer, or the default.
    Given(T),
    /// An empty line, if there is no default.
    Skipped,
    /// The person wants to answer the question before once more.
    Back,
    /// There are no more answers.
    End,
}

/// What takes a person to the question before.
const BACK: &str = "back";

/// A question.
#[derive(Clone, Debug)]
pub(crate) struct Question<'q> {
    /// What is asked for: `Nodes`.
    pub(crate) label: &'q str,
    /// What an empty line means, as it would be typed.
    pub(crate) default: Option<String>,
}

/// One conversation: every answer is tried at once, and what is new by it is told.
pub(crate) struct Interview<'p> {
    prompt: &'p mut dyn Prompt,
    /// Findings that came of what has been accepted, by what they say.
    accepted: HashSet<String>,
    bars: String,
    has_ended: bool,
    /// Answers that were given before the person went back, if that is possible here. They are given again
    /// without a word.
    replay: Option<VecDeque<String>>,
    /// All answers so far.
    given: Vec<String>,
}

/// Columns that a question leaves on its last line: any range fits.
const ROOM_FOR_ANSWER: usize = 18;

/// Before what belongs to the answer above.
const INDENT: &str = "  ";

/// Findings that are told after one answer; the report has them all.
const MOST_FINDINGS: usize = 5;

/// Questions have no colours.
const PLAIN: Paint = Paint { is_on: false };

impl<'p> Interview<'p> {
    /// A conversation that begins with what a report says already.
    pub(crate) fn new(prompt: &'p mut dyn Prompt, before: &Report) -> Self {
        Interview {
            prompt,
            accepted: findings(before).map(|(key, _)| key).collect(),
            bars: String::new(),
            has_ended: false,
            replay: None,
            given: Vec::new(),
        }
    }

    /// One in which people can go back, and these answers were given already.
    pub(crate) fn after(prompt: &'p mut dyn Prompt, answers: Vec<String>) -> Self {
        Interview {
            replay: Some(answers.into()),
            ..Interview::new(prompt, &Report::default())
        }
    }

    /// The answers so far, without the last one.
    pub(crate) fn before_last(mut self) -> Vec<String> {
        self.given.pop();
        self.given
    }

    fn is_replaying(&self) -> bool {
        self.replay
            .as_ref()
            .is_some_and(|answers| !answers.is_empty())
    }

    /// Shows a text, unless it was shown before.
    fn show_text(&mut self, text: &str) -> io::Result<()> {
        match self.is_replaying() {
            true => Ok(()),
            false => self.prompt.tell(text),
        }
    }

    /// Tells a paragraph.
    pub(crate) fn tell(&mut self, paragraph: &str) -> io::Result<()> {
        let lines = wrap(&printable(paragraph), self.prompt.width());
        self.show_text(&format!("{}\n", lines.join("\n")))
    }

    /// Tells what comes of an answer, indented below it.
    pub(crate) fn remark(&mut self, paragraph: &str) -> io::Result<()> {
        let width = self.prompt.width().saturating_sub(INDENT.len());
        let lines = wrap(&printable(paragraph), width);
        let lines: Vec<_> = lines
            .iter()
            .map(|line| format!("{INDENT}{line}\n"))
            .collect();
        self.show_text(&lines.concat())
    }

    /// Tells a line of a list, as it is.
    pub(crate) fn line(&mut self, line: &str) -> io::Result<()> {
        self.show_text(&format!("{}\n", printable(line)))
    }

    /// Puts a question until an answer can be taken. `parse` reads an answer or says what is wrong
    /// with it, `check` tries it. An answer that brings errors is asked for again, and an empty line
    /// keeps it.
    ///
    /// # Errors
    /// What the terminal refuses.
    pub(crate) fn ask<T: Clone>(
        &mut self,
        question: &Question<'_>,
        parse: impl Fn(&str) -> Result<T, String>,
        mut check: impl FnMut(&T) -> Option<Report>,
    ) -> io::Result<Answer<T>> {
        let mut kept: Option<(String, T, Report)> = None;
        loop {
            if self.has_ended {
                return Ok(self.keep(kept));
            }
            let replayed = self.replay.as_mut().and_then(VecDeque::pop_front);
            let is_new = replayed.is_none();
            let text = match replayed {
                Some(text) => Some(text),
                None => self.put(question, kept.as_ref().map(|(text, ..)| text))?,
            };
            let Some(text) = text else {
                self.has_ended = true;
                continue;
            };
            if is_new && self.replay.is_some() && text.eq_ignore_ascii_case(BACK) {
                if !self.given.is_empty() {
                    return Ok(Answer::Back);
                }
                self.remark("this is the first question")?;
                continue;
            }
            let text = match (text.is_empty(), &kept, &question.default) {
                (false, ..) => text,
                (true, Some(_), _) => return Ok(self.keep(kept)),
                (true, None, Some(default)) => default.clone(),
                (true, None, None) => {
                    self.given.push(text);
                    return Ok(Answer::Skipped);
                }
            };
            let value = match parse(&text) {
                Ok(value) => value,
                Err(wrong) => {
                    self.remark(&format!("'{text}': {wrong}"))?;
                    continue;
                }
            };
            let Some(report) = check(&value) else {
                self.given.push(text);
                return Ok(Answer::Given(value));
            };
            // What was accepted once is accepted again.
            let is_asked_again = is_new && self.show(&report)?;
            if !is_new {
                self.bars = self.bars_of(&report);
            }
            kept = Some((text, value, report));
            if !is_asked_again {
                return Ok(self.keep(kept));
            }
        }
    }

    /// Asks for one line.
    fn put(
        &mut self,
        question: &Question<'_>,
        kept: Option<&String>,
    ) -> io::Result<Option<String>> {
        let (indent, text) = match (kept, &question.default) {
            (Some(kept), _) => (INDENT, format!("Another answer, or Enter to keep {kept}:")),
            (None, Some(default)) => ("", format!("{} [{default}]:", question.label)),
            (None, None) => ("", format!("{}:", question.label)),
        };
        let width = self.prompt.width() - ROOM_FOR_ANSWER;
        let lines = wrap(&printable(&text), width).join(&format!("\n{indent}"));
        self.prompt.ask(&format!("{indent}{lines} "))
    }

    /// Takes an answer that was tried.
    fn keep<T>(&mut self, kept: Option<(String, T, Report)>) -> Answer<T> {
        match kept {
            Some((text, value, report)) => {
                self.given.push(text);
                self.accepted = findings(&report).map(|(key, _)| key).collect();
                Answer::Given(value)
            }
            None => Answer::End,
        }
    }

    /// Tells what is new in a report: findings, and the address bars. Gives whether errors are among
    /// the findings.
    fn show(&mut self, report: &Report) -> io::Result<bool> {
        let new: Vec<_> = findings(report)
            .filter(|(key, _)| !self.accepted.contains(key))
            .collect();
        for (words, finding) in new.iter().take(MOST_FINDINGS) {
            self.remark(words)?;
            if let (Severity::Error, Some(help)) = (finding.severity, &finding.help) {
                self.remark(&format!("help: {help}"))?;
            }
        }
        if let Some(more) = new
            .len()
            .checked_sub(MOST_FINDINGS)
            .filter(|more| *more > 0)
        {
            let more = count(more as u64, "more finding");
            self.remark(&format!("and {more}; packlint check shows them all"))?;
        }
        self.show_bars(report)?;
        let is_error = |finding: &Finding| finding.severity == Severity::Error;
        Ok(new.iter().any(|(_, finding)| is_error(finding)))
    }

    fn bars_of(&self, report: &Report) -> String {
        let width = self.prompt.width();
        let clusters = report.clusters.iter();
        clusters.map(|one| bars(one, width, PLAIN)).collect()
    }

    /// Shows the address bars, where they are others than those shown last.
    fn show_bars(&mut self, report: &Report) -> io::Result<()> {
        let shown = self.bars_of(report);
        if shown.is_empty() || shown == self.bars {
            return Ok(());
        }
        self.show_text(&shown)?;
        if self.bars.is_empty() {
            self.remark(legend(&report.clusters))?;
        }
        self.bars = shown;
        Ok(())
    }
}

/// The findings of a report, in words, without infos.
fn findings(report: &Report) -> impl Iterator<Item = (String, &Finding)> {
    let serious = report
        .findings
        .iter()
        .filter(|finding| finding.severity > Severity::Info);
    serious.map(|finding| {
        let severity = finding.severity.name();
        let words = format!("{severity} {}: {}", finding.rule, finding.message);
        (words, finding)
    })
}

#[cfg(test)]
pub(crate) mod script {
    //! Answers from a list, for tests.

    use crate::cli::ask::{Prompt, io};

    /// Gives answers in order, and keeps everything that is said.
    #[derive(Debug, Default)]
    pub(crate) struct Script {
        answers: std::collections::VecDeque<&'static str>,
        /// Questions, answers and what was told.
        pub(crate) transcript: String,
        pub(crate) width: usize,
    }

    impl Script {
        pub(crate) fn new(answers: &[&'static str]) -> Self {
            Script {
                answers: answers.iter().copied().collect(),
                transcript: String::new(),
                width: 80,
            }
        }

        /// Answers without a question.
        pub(crate) fn left(&self) -> usize {
            self.answers.len()
        }
    }

    impl Prompt for Script {
        fn tell(&mut self, text: &str) -> io::Result<()> {
            self.transcript.push_str(text);
            Ok(())
        }

        fn ask(&mut self, question: &str) -> io::Result<Option<String>> {
            self.transcript.push_str(question);
            let answer = self.answers.pop_front();
            self.transcript.push_str(answer.unwrap_or("^D"));
            self.transcript.push('\n');
            Ok(answer.map(str::to_owned))
        }

        fn width(&self) -> usize {
            self.width
        }
    }
}
