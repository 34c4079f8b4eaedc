//! What a child takes away from itself before it looks at a stranger's file: memory, time, output,
//! files and network. Limits that the kernel always has are required; what only newer kernels
//! offer is applied where it is there, and said.

use landlock::{
    ABI, Access, AccessFs, AccessNet, PathBeneath, PathFd, RestrictionStatus, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetStatus, Scope,
};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// CPU seconds that no child may ever pass, however many pages and pictures its file has.
const HARD_CPU: u64 = 600;
/// Rights are asked for as this version of the kernel's interface names them; older ones give less.
const NEWEST: ABI = ABI::V6;

/// Sets what every kernel has. Both limits of each resource, so that nothing run later can raise
/// them again; only CPU time has room above, for [`more_cpu`].
pub fn resources(memory_mib: u64, cpu_seconds: u64, files: u64) -> rustix::io::Result<()> {
    let set = |resource, soft: u64, hard: u64| {
        setrlimit(
            resource,
            Rlimit {
                current: Some(soft),
                maximum: Some(hard),
            },
        )
    };
    let memory = memory_mib << 20;
    set(Resource::As, memory, memory)?;
    set(Resource::Cpu, cpu_seconds, HARD_CPU.max(cpu_seconds))?;
    set(Resource::Core, 0, 0)?;
    set(Resource::Fsize, 0, 0)?;
    set(Resource::Nofile, files, files)?;
    set(Resource::Nproc, 0, 0)
}

/// Allows the child `seconds` of CPU time in all, for a file that has shown that it needs them.
pub fn cpu(seconds: u64) {
    let limit = Rlimit {
        current: Some(seconds),
        maximum: getrlimit(Resource::Cpu).maximum,
    };
    // Where the kernel refuses, the lower limit stays, which is safe.
    let _ = setrlimit(Resource::Cpu, limit);
}

/// What of the file system a child may still use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Nothing: it has its input and its output.
    Nothing,
    /// It may read and run programs, for those that load their own libraries and models.
    Reading,
}

/// Takes away files, network, and signals to others, as far as this kernel can; says how far.
pub fn shut(reach: Reach) -> &'static str {
    match restricted(reach).map(|status| status.ruleset) {
        Ok(RulesetStatus::FullyEnforced) => "files and network denied by the kernel",
        Ok(RulesetStatus::PartiallyEnforced) => {
            "files denied by the kernel, network only where it can"
        }
        Ok(RulesetStatus::NotEnforced) | Err(_) => {
            "this kernel has no Landlock: files and network are not denied"
        }
    }
}

fn restricted(reach: Reach) -> Result<RestrictionStatus, landlock::RulesetError> {
    let rules = Ruleset::default()
        .handle_access(AccessFs::from_all(NEWEST))?
        .handle_access(AccessNet::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?
        .create()?;
    match (reach, PathFd::new("/")) {
        (Reach::Reading, Ok(root)) => rules
            .add_rule(PathBeneath::new(root, AccessFs::from_read(NEWEST)))?
            .restrict_self(),
        _ => rules.restrict_self(),
    }
}
