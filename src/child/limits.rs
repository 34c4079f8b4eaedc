//! What a child takes away from itself before it looks at a stranger's file: memory, time, output,
//! files and network. Limits that the kernel always has are required; what only newer kernels
//! offer is applied where it is there, and said.

use landlock::{
    ABI, Access, AccessFs, AccessNet, PathBeneath, PathFd, RestrictionStatus, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetStatus, Scope,
};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::thread::{CapabilitySet, CapabilitySets, UnshareFlags, set_capabilities};

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
pub fn shut(reach: Reach) -> String {
    // The network first: afterwards Landlock forbids what a new one needs.
    let is_alone = leave_network();
    let status = restricted(reach).map(|status| status.ruleset);
    said(&status.unwrap_or(RulesetStatus::NotEnforced), is_alone)
}

fn said(landlock: &RulesetStatus, is_alone: bool) -> String {
    let files = match landlock {
        RulesetStatus::NotEnforced => "this kernel has no Landlock: files are not denied",
        _ => "files denied by the kernel",
    };
    let network = match landlock {
        _ if is_alone => "no network: the child has one of its own, with nothing in it",
        RulesetStatus::FullyEnforced => {
            "TCP denied by the kernel, UDP not: this system refuses new network namespaces"
        }
        RulesetStatus::PartiallyEnforced => {
            "UDP not denied, TCP only where this kernel can: it refuses new network namespaces"
        }
        RulesetStatus::NotEnforced => "the network is not denied",
    };
    format!("{files}; {network}")
}

/// Moves to a network of its own, which has no way out; whether the system allowed it.
fn leave_network() -> bool {
    if unshared(UnshareFlags::NEWNET) {
        return true;
    }
    // Whoever may not do that may still do it as a user of its own, whose rights are then given up:
    // they reach nothing of the system's, but parts of the kernel that no reader needs.
    if !unshared(UnshareFlags::NEWUSER | UnshareFlags::NEWNET) {
        return false;
    }
    let none = CapabilitySet::empty();
    let nothing = CapabilitySets {
        effective: none,
        permitted: none,
        inheritable: none,
    };
    // Where that is refused, what is left is as good as what other kernels offer.
    let _ = set_capabilities(None, nothing);
    true
}

#[expect(
    deprecated,
    reason = "its successor is unsafe because of shared file tables, which are not asked for here"
)]
fn unshared(what: UnshareFlags) -> bool {
    rustix::thread::unshare(what).is_ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// T7: what was not applied is never said to be.
    #[test]
    fn what_is_not_denied_is_said() {
        let open = said(&RulesetStatus::FullyEnforced, false);
        assert!(open.contains("UDP not"), "{open}");
        let none = said(&RulesetStatus::NotEnforced, false);
        assert!(none.contains("files are not denied") && none.contains("network is not denied"));
        let all = said(&RulesetStatus::FullyEnforced, true);
        assert!(all.contains("no network") && !all.contains("not denied"));
    }
}
