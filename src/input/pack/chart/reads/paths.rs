//! The paths of a chart's values that its templates read.

use std::collections::HashMap;

/// How a path is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReadMark {
    /// With all that is below it.
    Whole = 1,
    /// Whether it has a value that counts as true.
    Truth = 2,
    /// Which keys it has.
    Keys = 4,
}

#[derive(Debug, Default)]
struct PathNode {
    parent: u32,
    depth: u32,
    children: HashMap<Box<str>, u32>,
    /// Any key or item.
    any: Option<u32>,
    marks: u8,
    /// Where the global values of a chart are too, if this is the root of its values.
    globals: Vec<u32>,
}

impl PathNode {
    fn has(&self, mark: ReadMark) -> bool {
        self.marks & mark as u8 != 0
    }
}

/// Deepest path that is told apart from those below it. Values of charts have up to ten levels.
const DEEPEST: u32 = 16;
/// Most places of a path that are followed at once: keys and wildcards multiply.
const MOST_PLACES: usize = 64;

/// Whether the templates read a value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ReadState {
    Yes,
    No,
    /// Only whether the mapping that it is in is empty.
    IfEmpty,
}

/// The paths that are read.
#[derive(Debug)]
pub(crate) struct Paths {
    nodes: Vec<PathNode>,
}

impl Default for Paths {
    fn default() -> Self {
        Paths {
            nodes: vec![PathNode::default()],
        }
    }
}

impl Paths {
    /// The root of all values.
    pub(super) const ROOT: u32 = 0;

    fn new_node(&mut self, parent: u32) -> u32 {
        let depth = self.node(parent).map_or(0, |node| node.depth + 1);
        self.nodes.push(PathNode {
            parent,
            depth,
            ..PathNode::default()
        });
        u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX)
    }

    /// Whether what is below a path is not told apart: a template that goes down by using itself
    /// would not end. All of it counts as read.
    fn is_too_deep(&mut self, at: u32) -> bool {
        let is_deep = self.node(at).is_some_and(|node| node.depth >= DEEPEST);
        if is_deep {
            self.mark(at, ReadMark::Whole);
        }
        is_deep
    }

    fn node(&self, at: u32) -> Option<&PathNode> {
        self.nodes.get(at as usize)
    }

    /// The path of a key below another.
    pub(super) fn child(&mut self, at: u32, key: &str) -> u32 {
        let known = self.node(at).and_then(|node| node.children.get(key));
        if let Some(known) = known {
            return *known;
        }
        if self.is_too_deep(at) {
            return at;
        }
        let new = self.new_node(at);
        if let Some(node) = self.nodes.get_mut(at as usize) {
            node.children.insert(key.into(), new);
        }
        new
    }

    /// The paths of all keys or items below another.
    pub(super) fn any_child(&mut self, at: u32) -> u32 {
        if let Some(known) = self.node(at).and_then(|node| node.any) {
            return known;
        }
        if self.is_too_deep(at) {
            return at;
        }
        let new = self.new_node(at);
        if let Some(node) = self.nodes.get_mut(at as usize) {
            node.any = Some(new);
        }
        new
    }

    /// The paths that the global values of a chart are at.
    pub(super) fn globals(&self, at: u32) -> &[u32] {
        self.node(at).map_or(&[], |node| &node.globals)
    }

    pub(super) fn set_globals(&mut self, at: u32, globals: Vec<u32>) {
        if let Some(node) = self.nodes.get_mut(at as usize) {
            node.globals = globals;
        }
    }

    pub(super) fn mark(&mut self, at: u32, mark: ReadMark) {
        if let Some(node) = self.nodes.get_mut(at as usize) {
            node.marks |= mark as u8;
        }
    }

    /// Whether a path is read as part of one above it.
    pub(super) fn is_in_whole(&self, mut at: u32) -> bool {
        while let Some(node) = self.node(at) {
            if node.has(ReadMark::Whole) {
                return true;
            }
            if at == Self::ROOT {
                break;
            }
            at = node.parent;
        }
        false
    }

    /// Whether anything is read at all.
    pub(crate) fn is_nothing(&self) -> bool {
        self.nodes.iter().all(|node| node.marks == 0)
    }

    /// Whether anything is read at or below a node.
    fn is_marked_below(&self, at: u32) -> bool {
        let mut waiting = vec![at];
        while let Some(at) = waiting.pop() {
            let Some(node) = self.node(at) else { continue };
            if node.marks != 0 {
                return true;
            }
            waiting.extend(node.children.values().chain(&node.any));
        }
        false
    }

    fn step(&self, places: &[u32], key: &str) -> Vec<u32> {
        let nodes = places.iter().filter_map(|at| self.node(*at));
        let next = nodes.flat_map(|node| node.children.get(key).into_iter().chain(&node.any));
        next.copied().collect()
    }

    /// Whether the templates read a value.
    pub(crate) fn reading(&self, path: &[&str]) -> ReadState {
        let mut places = vec![Self::ROOT];
        let mut is_truth = false;
        for (length, key) in path.iter().enumerate() {
            let is_last = length + 1 == path.len();
            for node in places.iter().filter_map(|at| self.node(*at)) {
                if node.has(ReadMark::Whole) || is_last && node.has(ReadMark::Keys) {
                    return ReadState::Yes;
                }
                is_truth |= is_last && node.has(ReadMark::Truth);
            }
            places = self.step(&places, key);
            if places.len() > MOST_PLACES {
                return ReadState::Yes;
            }
        }
        if places.iter().any(|at| self.is_marked_below(*at)) {
            return ReadState::Yes;
        }
        match is_truth {
            true => ReadState::IfEmpty,
            false => ReadState::No,
        }
    }

    /// The keys below a path that are read by their names, sorted.
    pub(crate) fn keys(&self, path: &[&str]) -> Vec<&str> {
        let mut places = vec![Self::ROOT];
        for key in path {
            places = self.step(&places, key);
            if places.len() > MOST_PLACES {
                return Vec::new();
            }
        }
        let nodes = places.iter().filter_map(|at| self.node(*at));
        let children = nodes.flat_map(|node| &node.children);
        let read = children.filter(|(_, at)| self.is_marked_below(**at));
        let mut keys: Vec<&str> = read.map(|(key, _)| &**key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}
