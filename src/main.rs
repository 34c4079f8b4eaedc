//! The `countersign` command: what can be asked of it, and nothing else.

use anyhow::{Result, anyhow, bail};
use clap::{Parser, Subcommand};
use countersign::app::{self, cost, demo, doctor, evaluate, ingest, jobs_command, replay, train};
use countersign::config::{self, Settings};
use countersign::{child, telemetry};
use std::path::PathBuf;
use std::process::ExitCode;

/// Contract intelligence that a person countersigns.
///
/// Reads executed contracts, shows a person each value beside its evidence, and writes what was
/// countersigned to the CRM exactly once. Start with `countersign demo`: it needs nothing else.
#[derive(Parser)]
#[command(
    version,
    after_help = "Exit codes: 0 all went well; 1 an error; 2 wrong use; 3 some files were not read, some contracts \
                                 did not reach review or were not scored, a gate was missed, something does not work (doctor, config check), or a replay differs."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show the main job: nine signed contracts go from webhook to review, on simulators in this process
    Demo(demo::Options),
    /// Run the service
    Serve {
        #[command(flatten)]
        files: Files,
    },
    /// Read PDFs and print what they state, without a service
    Ingest {
        /// The PDFs
        #[arg(required = true)]
        pdfs: Vec<PathBuf>,
        /// One JSON document per file on standard output (see `countersign schema`)
        #[arg(long)]
        json: bool,
        /// Where a model's answers are kept, so that a question is paid for once; they quote the contracts
        /// [default: `answers` in the data folder of the settings]
        #[arg(long, value_name = "DIR")]
        answers: Option<PathBuf>,
        #[command(flatten)]
        files: Files,
    },
    /// Print the JSON schema of `ingest --json`
    Schema,
    /// Score the engine on labelled contracts and check the gates
    Eval(evaluate::Options),
    /// Train the clause classifier on labelled contracts
    Train(train::Options),
    /// Look at the settings
    Config {
        #[command(subcommand)]
        what: ConfigCommand,
    },
    /// Ask each connector whether it works, and say what to do where one does not
    Doctor {
        #[command(flatten)]
        files: Files,
    },
    /// List, replay or give up jobs; works beside a running service
    Jobs {
        #[command(subcommand)]
        what: JobsCommand,
    },
    /// Show what models cost, per contract and group of fields; works beside a running service
    Cost {
        /// Only this contract
        #[arg(long)]
        contract: Option<String>,
        /// JSON on standard output
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        folder: Folder,
    },
    /// Read a contract again from what is stored, without a network, and say whether it comes out the same
    Replay {
        /// The contract's id
        contract: String,
        #[command(flatten)]
        folder: Folder,
    },
    /// Read a password from standard input and print its hash for a [[people]] entry
    Password,
    /// Read a PDF inside limits; started by countersign itself
    #[command(hide = true, name = "pdf-child", disable_help_flag = true)]
    PdfChild {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

#[derive(clap::Args)]
struct Files {
    /// A settings file; may be given several times, later ones win (the reference: `countersign config default`)
    #[arg(long = "config", value_name = "FILE")]
    config: Vec<PathBuf>,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Report all problems of the settings at once
    Check {
        #[command(flatten)]
        files: Files,
    },
    /// Print the reference: every key with its default and its meaning
    Default,
    /// Print the field dictionary, to start one of your own (see `pipeline.dictionary`)
    Dictionary,
    /// Print the library of standard clauses, to start one of your own (see `pipeline.library`)
    Library,
}

#[derive(Subcommand)]
enum JobsCommand {
    /// List the jobs that are not done
    List {
        /// Only those that are ready, running, done, parked, dead or cancelled
        #[arg(long)]
        state: Option<String>,
        /// JSON on standard output
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Make a dead or parked job due again, with a clean count of tries
    Retry {
        /// The job, as `jobs list` names it
        job: String,
        #[command(flatten)]
        place: Place,
    },
    /// Give a job up for good
    Cancel {
        /// The job, as `jobs list` names it
        job: String,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(clap::Args)]
struct Folder {
    /// The data folder, when it is not the one of the settings
    #[arg(long)]
    data: Option<PathBuf>,
    #[command(flatten)]
    files: Files,
}

#[derive(clap::Args)]
struct Place {
    #[command(flatten)]
    folder: Folder,
    /// The name that stands in the audit trail
    #[arg(
        long = "as",
        value_name = "NAME",
        env = "USER",
        default_value = "operator"
    )]
    person: String,
}

impl Folder {
    fn settings(&self) -> Result<Settings> {
        let mut settings = load(&self.files)?;
        if let Some(data) = &self.data {
            settings.storage.dir.clone_from(data);
        }
        Ok(settings)
    }
}

/// Some files, contracts, gates or checks did not make it.
const SOME_FAILED: u8 = 3;

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Command::PdfChild { arguments } = cli.command {
        return child::run(&arguments);
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&anyhow!("no runtime could be started: {error}")),
    };
    match runtime.block_on(run(cli.command)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(SOME_FAILED),
        Err(error) => fail(&error),
    }
}

fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("countersign: {error:#}");
    ExitCode::FAILURE
}

async fn run(command: Command) -> Result<bool> {
    match command {
        Command::Demo(options) => demo::run(options).await,
        Command::Serve { files } => app::serve(logged(load(&files)?)).await.map(|()| true),
        Command::Ingest {
            pdfs,
            json,
            answers,
            files,
        } => {
            let settings = logged(load(&files)?);
            let ingest = ingest::Ingest::keeping(&settings, answers.as_deref()).await?;
            Ok(ingest.all(pdfs, json).await? == 0)
        }
        Command::Schema => {
            println!(
                "{}",
                serde_json::to_string_pretty(&schemars::schema_for!(ingest::Ingested))?
            );
            Ok(true)
        }
        Command::Eval(options) => evaluate::run(options).await,
        Command::Train(options) => train::run(&options).map(|()| true),
        Command::Config { what } => check(what),
        Command::Doctor { files } => Ok(doctor::run(&logged(load(&files)?)).await),
        Command::Jobs { what } => jobs(what).await.map(|()| true),
        Command::Cost {
            contract,
            json,
            folder,
        } => {
            let settings = folder.settings()?;
            cost::run(&settings, contract.as_deref(), json).await?;
            Ok(true)
        }
        Command::Replay { contract, folder } => {
            replay::run(&logged(folder.settings()?), &contract.into()).await
        }
        Command::Password => password(),
        Command::PdfChild { .. } => Ok(true),
    }
}

fn load(files: &Files) -> Result<Settings> {
    config::load(&files.config)
        .map_err(|problems| anyhow!("the settings do not read:\n  {}", problems.join("\n  ")))
}

fn logged(settings: Settings) -> Settings {
    telemetry::start(&settings.log);
    settings
}

fn check(what: ConfigCommand) -> Result<bool> {
    let files = match what {
        ConfigCommand::Check { files } => files,
        ConfigCommand::Default => {
            print!("{}", config::DEFAULT);
            return Ok(true);
        }
        ConfigCommand::Dictionary => {
            print!("{}", config::dictionary::FIELDS);
            return Ok(true);
        }
        ConfigCommand::Library => {
            print!("{}", config::library::CLAUSES);
            return Ok(true);
        }
    };
    let problems = match config::load(&files.config) {
        Ok(settings) => settings.faults(),
        Err(problems) => problems,
    };
    for problem in &problems {
        println!("{problem}");
    }
    match problems.len() {
        0 => println!("the settings are sound"),
        1 => eprintln!("1 problem"),
        count => eprintln!("{count} problems"),
    }
    Ok(problems.is_empty())
}

async fn jobs(what: JobsCommand) -> Result<()> {
    match what {
        JobsCommand::List { state, json, place } => {
            jobs_command::list(&place.folder.settings()?, state.as_deref(), json).await
        }
        JobsCommand::Retry { job, place } => {
            jobs_command::retry(&place.folder.settings()?, &job.into(), &place.person).await
        }
        JobsCommand::Cancel { job, place } => {
            jobs_command::cancel(&place.folder.settings()?, &job.into(), &place.person).await
        }
    }
}

fn password() -> Result<bool> {
    let mut password = String::new();
    std::io::stdin().read_line(&mut password)?;
    if password.trim().is_empty() {
        bail!("standard input holds no password: type it, or pipe it in");
    }
    let hash = countersign::http::auth::password_hash(password.trim_end_matches(['\n', '\r']))
        .map_err(|error| anyhow!("{error}"))?;
    println!("{hash}");
    Ok(true)
}
