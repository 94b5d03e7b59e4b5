//! Every actor, verb and thing there is, against rules that are written another way, and as a table to read.

use expect_test::expect;

use crate::policy::{Action, Actor, Denied, Object, may};
use crate::{AccountRole, Scope, ShareId, UserId};

const ME: UserId = UserId(1);
const OTHER: UserId = UserId(2);
const LINK: ShareId = ShareId(7);

const OBJECTS: [(&str, Object); 13] = [
    ("library", Object::Library),
    ("own", Object::Own(ME)),
    ("other's own", Object::Own(OTHER)),
    ("playlist", Object::Playlist { owner: ME, public: false }),
    ("other's playlist", Object::Playlist { owner: OTHER, public: false }),
    ("other's public playlist", Object::Playlist { owner: OTHER, public: true }),
    ("share", Object::Share { id: LINK, owner: ME }),
    ("other's share", Object::Share { id: LINK, owner: OTHER }),
    ("upload", Object::Upload { owner: ME }),
    ("other's upload", Object::Upload { owner: OTHER }),
    ("account", Object::Account(ME)),
    ("other's account", Object::Account(OTHER)),
    ("house", Object::House),
];

fn accounts() -> impl Iterator<Item = (AccountRole, Scope)> {
    AccountRole::ALL.iter().flat_map(|role| Scope::ALL.iter().map(move |scope| (*role, *scope)))
}

fn asked(role: AccountRole, scope: Scope, action: Action, object: &Object) -> Result<(), Denied> {
    may(&Actor::Account { user: ME, role, scope }, action, object)
}

#[test]
fn more_role_or_scope_never_means_less() {
    for (name, object) in OBJECTS {
        for action in Action::ALL {
            for (role, scope) in accounts() {
                if asked(role, scope, *action, &object).is_ok() {
                    for (more_role, more_scope) in accounts() {
                        if more_role >= role && more_scope >= scope {
                            let answer = asked(more_role, more_scope, *action, &object);
                            assert_eq!(answer, Ok(()), "{action:?} {name}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn strangers_only_greet() {
    let guest = Actor::Guest { share: ShareId(8), downloads: true };
    for stranger in [Actor::Anonymous, guest] {
        for (name, object) in OBJECTS {
            for action in Action::ALL {
                let open = (*action, object) == (Action::Greet, Object::House);
                let answer = may(&stranger, *action, &object);
                assert_eq!(answer, if open { Ok(()) } else { Err(Denied::SignIn) }, "{name}");
            }
        }
    }
}

#[test]
fn a_guest_hears_what_the_link_is_for_and_no_more() {
    for downloads in [false, true] {
        let guest = Actor::Guest { share: LINK, downloads };
        let opens = |action: &&Action| {
            OBJECTS.iter().any(|(_, object)| may(&guest, **action, object).is_ok())
        };
        let open: Vec<Action> = Action::ALL.iter().filter(opens).copied().collect();
        let mut expected = vec![Action::Greet, Action::Browse, Action::Stream];
        expected.extend(downloads.then_some(Action::Download));
        assert_eq!(open, expected);
        assert_eq!(may(&guest, Action::Stream, &Object::Library), Err(Denied::SignIn));
    }
}

#[test]
fn what_is_somebody_elses_stays_theirs_even_to_the_owner_of_the_house() {
    let (role, scope) = (AccountRole::Owner, Scope::Manage);
    for action in Action::ALL {
        let own = asked(role, scope, *action, &Object::Own(OTHER));
        assert_eq!(own, Err(Denied::NotYours), "{action:?}");
        let playlist = Object::Playlist { owner: OTHER, public: false };
        assert_eq!(asked(role, scope, *action, &playlist), Err(Denied::NotYours), "{action:?}");
    }
    for action in [Action::Export, Action::EditAccount] {
        assert_eq!(asked(role, scope, action, &Object::Account(OTHER)), Err(Denied::NotYours));
    }
}

#[test]
fn what_runs_the_house_is_for_owners_with_the_whole_scope() {
    for (role, scope) in accounts() {
        for (name, object) in OBJECTS {
            for action in [
                Action::Scan,
                Action::ManageAccounts,
                Action::Configure,
                Action::ReadAudit,
                Action::ReadMetrics,
            ] {
                let open = asked(role, scope, action, &object).is_ok();
                let runs = (role, scope) == (AccountRole::Owner, Scope::Manage);
                assert!(runs || !open, "{role:?} {scope:?} {action:?} {name}");
            }
        }
    }
}

#[test]
fn a_reason_says_what_would_help() {
    let scan = |role, scope| asked(role, scope, Action::Scan, &Object::House);
    let role = scan(AccountRole::Member, Scope::Manage);
    assert_eq!(role, Err(Denied::Role(AccountRole::Owner)));
    assert_eq!(scan(AccountRole::Owner, Scope::Edit), Err(Denied::Scope(Scope::Manage)));
    let star = asked(AccountRole::Owner, Scope::Listen, Action::Star, &Object::Own(ME));
    assert_eq!(star, Err(Denied::Scope(Scope::Edit)));
}

/// One line a verb and a thing that anybody may do it to: for listener, member and owner the least scope.
#[test]
fn the_whole_table() {
    let mut table = String::new();
    for action in Action::ALL {
        for (name, object) in OBJECTS {
            let least = |role: &AccountRole| {
                let scope =
                    Scope::ALL.iter().find(|scope| asked(*role, **scope, *action, &object).is_ok());
                scope.map_or("-", |scope| scope.name())
            };
            let row: Vec<&str> = AccountRole::ALL.iter().map(least).collect();
            if row.iter().any(|cell| *cell != "-") {
                let action = format!("{action:?}");
                table += &format!("{action:<15}{name:<24}{:<7} {:<7} {}\n", row[0], row[1], row[2]);
            }
        }
    }
    expect![[r#"
        Greet          house                   listen  listen  listen
        Browse         library                 listen  listen  listen
        Browse         share                   listen  listen  listen
        Browse         other's share           listen  listen  listen
        Stream         library                 listen  listen  listen
        Stream         share                   listen  listen  listen
        Stream         other's share           listen  listen  listen
        Download       library                 listen  listen  listen
        Download       share                   listen  listen  listen
        Download       other's share           listen  listen  listen
        Upload         library                 -       edit    edit
        EditUpload     upload                  -       edit    edit
        EditUpload     other's upload          -       -       edit
        Subscribe      library                 -       edit    edit
        ReadOwn        own                     listen  listen  listen
        Scrobble       own                     listen  listen  listen
        Star           own                     edit    edit    edit
        Rate           own                     edit    edit    edit
        ReadPlaylist   playlist                listen  listen  listen
        ReadPlaylist   other's public playlist listen  listen  listen
        EditPlaylist   playlist                edit    edit    edit
        Share          library                 -       edit    edit
        Share          playlist                -       edit    edit
        Share          other's public playlist -       edit    edit
        ReadShare      share                   -       listen  listen
        ReadShare      other's share           -       -       listen
        EditShare      share                   -       edit    edit
        EditShare      other's share           -       -       edit
        ReadAccount    account                 listen  listen  listen
        ReadAccount    other's account         -       -       listen
        EditAccount    account                 manage  manage  manage
        Export         account                 manage  manage  manage
        Erase          account                 manage  manage  manage
        Erase          other's account         -       -       manage
        ReadScan       house                   listen  listen  listen
        Scan           house                   -       -       manage
        ManageAccounts account                 -       -       manage
        ManageAccounts other's account         -       -       manage
        ManageAccounts house                   -       -       manage
        Configure      house                   -       -       manage
        ReadAudit      house                   -       -       manage
        ReadMetrics    house                   -       -       manage
    "#]]
    .assert_eq(&table);
}
