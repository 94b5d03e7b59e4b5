//! Who may do what: one function answers for every door of the house, and denies what it does not know.
//!
//! A door (a route, a command) says who asks, which verb it is and what it is done to. Three things must
//! hold: the verb fits the thing and the thing is theirs to reach, the role is high enough, and so is the scope
//! of what they signed in with.

use crate::{AccountRole, Scope, ShareId, UserId};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Somebody who did not sign in.
    Anonymous,
    /// Somebody who follows a share's link, and no more.
    Guest {
        /// The share.
        share: ShareId,
        /// Whether it lets them download.
        downloads: bool,
    },
    /// Somebody who signed in. A session on the web has [`Scope::Manage`].
    Account {
        /// Who it is.
        user: UserId,
        /// What they are in the house.
        role: AccountRole,
        /// How much of the account they may use.
        scope: Scope,
    },
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident: $scope:ident $role:ident,)*) => {
        /// What is asked for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$doc])* $name,)*
        }

        impl Action {
            /// All there are.
            pub const ALL: &'static [Action] = &[$(Action::$name),*];

            /// The least scope and the least role that it asks for.
            #[must_use]
            pub fn least(self) -> (Scope, AccountRole) {
                match self { $(Action::$name => (Scope::$scope, AccountRole::$role),)* }
            }
        }
    };
}

actions! {
    /// Ask whether the house is there and what it speaks, and sign in.
    Greet: Listen Listener,
    /// List, search and look at tracks, albums, artists and covers.
    Browse: Listen Listener,
    /// Hear a track.
    Stream: Listen Listener,
    /// Get a track's file.
    Download: Listen Listener,
    /// Add music.
    Upload: Edit Member,
    /// Take back what was brought.
    EditUpload: Edit Member,
    /// Follow a podcast or leave it, look for news of it, keep and delete its episodes.
    Subscribe: Edit Member,
    /// See stars, ratings, history, queue and bookmarks.
    ReadOwn: Listen Listener,
    /// Tell what is heard: plays, the queue, bookmarks.
    Scrobble: Listen Listener,
    /// Star or unstar.
    Star: Edit Listener,
    /// Rate.
    Rate: Edit Listener,
    /// See a playlist.
    ReadPlaylist: Listen Listener,
    /// Make, change or delete a playlist.
    EditPlaylist: Edit Listener,
    /// Make a link to music or to a playlist.
    Share: Edit Member,
    /// See a share, its link and how often it was visited.
    ReadShare: Listen Member,
    /// Change or revoke a share.
    EditShare: Edit Member,
    /// See an account's name, role and settings.
    ReadAccount: Listen Listener,
    /// Change an account's own settings, passwords, keys and sessions.
    EditAccount: Manage Listener,
    /// Get all that the house knows of an account.
    Export: Manage Listener,
    /// Erase an account.
    Erase: Manage Listener,
    /// See how far a scan is.
    ReadScan: Listen Listener,
    /// Scan the music folders.
    Scan: Manage Owner,
    /// Make accounts, change roles, disable.
    ManageAccounts: Manage Owner,
    /// Change the house's settings.
    Configure: Manage Owner,
    /// Read who did what.
    ReadAudit: Manage Owner,
    /// Read counts and times of the house itself.
    ReadMetrics: Manage Owner,
}

/// What it is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Object {
    /// Tracks, albums, artists, covers and podcasts, which everybody in the house shares.
    Library,
    /// What a listener keeps: stars, ratings, history, queue, bookmarks.
    Own(UserId),
    /// A playlist, also one that is about to be made.
    Playlist {
        /// Whose it is.
        owner: UserId,
        /// Whether the others of the house see it.
        public: bool,
    },
    /// A share that is still open, with the music in it.
    Share {
        /// Which.
        id: ShareId,
        /// Who made it.
        owner: UserId,
    },
    /// A file that somebody brought.
    Upload {
        /// Who.
        owner: UserId,
    },
    /// An account.
    Account(UserId),
    /// The house itself.
    House,
}

/// Why not, by what would help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// They must sign in first.
    #[error("sign in first")]
    SignIn,
    /// It is somebody else's, or not something this can be done to. Do not tell that it is there.
    #[error("there is no such thing, or it is not yours")]
    NotYours,
    /// Their role does not reach: an owner of the house can change it.
    #[error("this needs the role {}: an owner of the house can give it", .0.name())]
    Role(AccountRole),
    /// What they signed in with does not reach.
    #[error("this needs an app password or key with the scope {}", .0.name())]
    Scope(Scope),
}

/// Whether somebody may do this. Every door of the house asks here, and nowhere else.
///
/// # Errors
/// The reason, when they may not.
pub fn may(actor: &Actor, action: Action, object: &Object) -> Result<(), Denied> {
    if (action, object) == (Action::Greet, &Object::House) {
        return Ok(());
    }
    match *actor {
        Actor::Anonymous => Err(Denied::SignIn),
        Actor::Guest { share, downloads } => {
            let theirs = matches!(*object, Object::Share { id, .. } if id == share);
            let open = match action {
                Action::Browse | Action::Stream => true,
                Action::Download => downloads,
                _ => false,
            };
            if theirs && open { Ok(()) } else { Err(Denied::SignIn) }
        }
        Actor::Account { user, role, scope } => {
            let (least_scope, least_role) = action.least();
            if !reaches(user, role, action, object) {
                Err(Denied::NotYours)
            } else if role < least_role {
                Err(Denied::Role(least_role))
            } else if scope < least_scope {
                Err(Denied::Scope(least_scope))
            } else {
                Ok(())
            }
        }
    }
}

/// Whether the verb fits the thing, and the thing is for this user to reach.
fn reaches(user: UserId, role: AccountRole, action: Action, object: &Object) -> bool {
    use Action as A;
    let runs_the_house = role == AccountRole::Owner;
    match *object {
        Object::Library => {
            matches!(
                action,
                A::Browse | A::Stream | A::Download | A::Upload | A::Subscribe | A::Share
            )
        }
        Object::Own(owner) => {
            owner == user && matches!(action, A::ReadOwn | A::Scrobble | A::Star | A::Rate)
        }
        Object::Playlist { owner, public } => match action {
            A::ReadPlaylist | A::Share => public || owner == user,
            A::EditPlaylist => owner == user,
            _ => false,
        },
        Object::Share { owner, .. } => match action {
            A::Browse | A::Stream | A::Download => true,
            // A link lets strangers in: who runs the house may see and close any.
            A::ReadShare | A::EditShare => owner == user || runs_the_house,
            _ => false,
        },
        // Who runs the house answers for what lies in it.
        Object::Upload { owner } => action == A::EditUpload && (owner == user || runs_the_house),
        Object::Account(whose) => match action {
            A::ReadAccount | A::Erase => whose == user || runs_the_house,
            // Not even an owner reads another's history or takes another's keys.
            A::EditAccount | A::Export => whose == user,
            A::ManageAccounts => runs_the_house,
            _ => false,
        },
        Object::House => matches!(
            action,
            A::ReadScan
                | A::Scan
                | A::ManageAccounts
                | A::Configure
                | A::ReadAudit
                | A::ReadMetrics
        ),
    }
}
