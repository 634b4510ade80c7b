//! The language server: the same checks on an editor's unsaved texts.
//!
//! It is synchronous. Messages that are waiting are all applied before one check answers them, so that
//! fast typing costs one check and not one for each key.

mod actions;
mod complete;
mod definition;
mod diagnostics;
mod hover;
mod outline;
mod positions;
mod uri;
mod workspace;

use std::time::Duration;

use anyhow::Context as _;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{self as notices, Notification as _};
use lsp_types::request::{self as requests, Request as _};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CompletionOptions,
    ExecuteCommandOptions, HoverProviderCapability, InitializeParams, InitializeResult, OneOf,
    PositionEncodingKind, PublishDiagnosticsParams, ServerCapabilities, ServerInfo,
    TextDocumentSyncCapability, TextDocumentSyncKind,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use positions::ColumnUnit;
pub(crate) use workspace::Schemas;
use workspace::Workspace;

/// Shows the address plan of the clusters in a document: `packlint.addressPlan`, with its URI.
const ADDRESS_PLAN: &str = "packlint.addressPlan";

/// Serves one client on standard input and output until it says that it is done.
///
/// # Errors
/// The client ended the connection in the middle of the protocol, or standard output is closed.
pub(crate) fn serve(schemas: Schemas) -> anyhow::Result<()> {
    let (connection, threads) = Connection::stdio();
    serve_connection(&connection, schemas)?;
    // The writer ends when nothing can send to it any more.
    drop(connection);
    threads.join().context("the connection broke")
}

fn serve_connection(connection: &Connection, schemas: Schemas) -> anyhow::Result<()> {
    let (id, parameters) = connection.initialize_start()?;
    // A client that describes itself wrongly is served without what it may be able to do.
    let parameters: InitializeParams = serde_json::from_value(parameters).unwrap_or_default();
    let encoding = ColumnUnit::negotiated(&parameters.capabilities);
    let result = InitializeResult {
        capabilities: capabilities(encoding),
        server_info: Some(ServerInfo {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
    };
    connection.initialize_finish(id, serde_json::to_value(result)?)?;
    let mut server = Server {
        connection,
        workspace: Workspace::new(&parameters, encoding, schemas),
    };
    server.run()
}

fn capabilities(encoding: ColumnUnit) -> ServerCapabilities {
    let kinds = vec![CodeActionKind::QUICKFIX, actions::fix_all_kind()];
    ServerCapabilities {
        position_encoding: Some(match encoding {
            ColumnUnit::Utf8 => PositionEncodingKind::UTF8,
            ColumnUnit::Utf16 => PositionEncodingKind::UTF16,
        }),
        text_document_sync: Some(TextDocumentSyncCapability::Kind(
            TextDocumentSyncKind::INCREMENTAL,
        )),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(kinds),
            ..CodeActionOptions::default()
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        inlay_hint_provider: Some(OneOf::Left(true)),
        definition_provider: Some(OneOf::Left(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some([":", " ", "[", ",", ".", "{"].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![ADDRESS_PLAN.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}

struct Server<'c> {
    connection: &'c Connection,
    workspace: Workspace,
}

/// How long a message may take to follow the one before it and still share its check.
const PAUSE: Duration = Duration::from_millis(2);

impl Server<'_> {
    fn run(&mut self) -> anyhow::Result<()> {
        while let Ok(message) = self.connection.receiver.recv() {
            let mut next = Some(message);
            while let Some(message) = next {
                if self.handle(message)? {
                    return Ok(());
                }
                next = self.connection.receiver.recv_timeout(PAUSE).ok();
            }
            self.check()?;
        }
        Ok(())
    }

    /// Handles one message; gives whether the client is done.
    fn handle(&mut self, message: Message) -> anyhow::Result<bool> {
        match message {
            Message::Request(request) => {
                if self.connection.handle_shutdown(&request)? {
                    return Ok(true);
                }
                // An answer is about the newest texts.
                self.check()?;
                let id = request.id.clone();
                let response = crate::engine::guarded(|| self.answer(request))
                    .unwrap_or_else(|failure| failed(id, ErrorCode::InternalError, failure));
                self.send(Message::Response(response))?;
            }
            Message::Notification(notification) => {
                if notification.method == notices::Exit::METHOD {
                    return Ok(true);
                }
                self.note(notification);
            }
            Message::Response(_) => {}
        }
        Ok(false)
    }

    fn note(&mut self, notification: Notification) {
        let workspace = &mut self.workspace;
        let Notification { method, params } = notification;
        match method.as_str() {
            notices::DidOpenTextDocument::METHOD => {
                read(params, |read| workspace.open(read));
            }
            notices::DidChangeTextDocument::METHOD => {
                read(params, |read| workspace.change(read));
            }
            notices::DidCloseTextDocument::METHOD => {
                read(params, |read| workspace.close(read));
            }
            notices::DidChangeWorkspaceFolders::METHOD => {
                read(params, |read| workspace.change_roots(read));
            }
            // Another program may have written what the checked texts refer to.
            notices::DidSaveTextDocument::METHOD
            | notices::DidChangeWatchedFiles::METHOD
            | notices::DidChangeConfiguration::METHOD => workspace.note_files(),
            _ => {}
        }
    }

    fn answer(&mut self, request: Request) -> Response {
        let workspace = &self.workspace;
        let Request { id, method, params } = request;
        match method.as_str() {
            requests::CodeActionRequest::METHOD => {
                reply(id, params, |read| actions::actions(workspace, &read))
            }
            requests::HoverRequest::METHOD => {
                reply(id, params, |read| hover::hover(workspace, &read))
            }
            requests::InlayHintRequest::METHOD => {
                reply(id, params, |read| hover::inlay_hints(workspace, &read))
            }
            requests::GotoDefinition::METHOD => {
                reply(id, params, |read| definition::definition(workspace, &read))
            }
            requests::Completion::METHOD => {
                reply(id, params, |read| complete::complete(workspace, &read))
            }
            requests::ExecuteCommand::METHOD => {
                reply(id, params, |read| hover::address_plan(workspace, &read))
            }
            _ => failed(id, ErrorCode::MethodNotFound, format!("no method {method}")),
        }
    }

    /// Checks what changed, and publishes what was found.
    fn check(&mut self) -> anyhow::Result<()> {
        for diagnostics in self.workspace.check() {
            self.notify::<notices::PublishDiagnostics>(diagnostics)?;
        }
        for message in self.workspace.take_errors() {
            self.notify::<notices::LogMessage>(message)?;
        }
        Ok(())
    }

    fn notify<N>(&self, parameters: N::Params) -> anyhow::Result<()>
    where
        N: notices::Notification,
        N::Params: Serialize,
    {
        let notification = Notification::new(N::METHOD.to_owned(), parameters);
        self.send(Message::Notification(notification))
    }

    fn send(&self, message: Message) -> anyhow::Result<()> {
        let sent = self.connection.sender.send(message);
        sent.context("the client closed the connection")
    }
}

/// Diagnostics as they are published.
type Published = PublishDiagnosticsParams;

/// Passes on parameters that can be read. A notification has no answer that could say more.
fn read<P: DeserializeOwned>(parameters: Value, then: impl FnOnce(P)) {
    if let Ok(parameters) = serde_json::from_value(parameters) {
        then(parameters);
    }
}

fn reply<P: DeserializeOwned, R: Serialize>(
    id: RequestId,
    parameters: Value,
    answer: impl FnOnce(P) -> R,
) -> Response {
    match serde_json::from_value(parameters) {
        Ok(parameters) => Response::new_ok(id, answer(parameters)),
        Err(error) => failed(id, ErrorCode::InvalidParams, error.to_string()),
    }
}

fn failed(id: RequestId, code: ErrorCode, message: String) -> Response {
    Response::new_err(id, code as i32, message)
}
