/**
 * What is run on the host, by any POSIX shell: it reads, and changes nothing. It asks for no rights either, so much stays
 * unknown that root would see. Each line of its answer is a word and a value; the last one is `end`.
 */
export const hostScript: string = String.raw`# Reads how this machine is set up and changes nothing. Sent by porchlight check --host.
root=${"$"}{PORCHLIGHT_ROOT:-}
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
LC_ALL=C
export PATH LC_ALL
say() { printf '%s\n' "$*" | tr -d '\r' | head -n 1 | cut -c1-400; }
has() { command -v "$1" >/dev/null 2>&1; }

say porchlight-host-notes 1
sed -n -e 's/^ID=/os-id /p' -e 's/^VERSION_ID=/os-version /p' "$root/etc/os-release" 2>/dev/null

version=$(sshd -V 2>&1 | grep -o 'OpenSSH_[0-9.]*' | head -n 1)
[ -n "$version" ] || version=$(ssh -V 2>&1 | grep -o 'OpenSSH_[0-9.]*' | head -n 1)
say openssh "$version"

words='passwordauthentication|kbdinteractiveauthentication|challengeresponseauthentication|usepam|persourcepenalties|include|match'
settings() {
  sed -e 's/^[[:space:]]*//' -e 's/^\([A-Za-z]*\)[[:space:]]*=[[:space:]]*/\1 /' "$1" 2>/dev/null |
    grep -iE "^($words)[[:space:]]" | head -n 200
}
included() {
  set -f
  for pattern in $1; do
    case $pattern in /*) ;; *) pattern=/etc/ssh/$pattern ;; esac
    set +f
    for file in "$root"$pattern; do
      [ -e "$file" ] || continue
      if [ -r "$file" ]; then
        settings "$file" | sed 's/^/sshd-config /'
        say sshd-end "$file"
      else
        say sshd-unreadable "$file"
      fi
    done
    set -f
  done
  set +f
}
effective=$(sshd -T 2>/dev/null | grep -iE "^($words) ")
main=$root/etc/ssh/sshd_config
if [ -n "$effective" ]; then
  printf '%s\n' "$effective" | sed 's/^/sshd-effective /'
elif [ -r "$main" ]; then
  say sshd-file "$main"
  settings "$main" | while read -r word value; do
    case $word in
      [Ii][Nn][Cc][Ll][Uu][Dd][Ee]) included "$value" ;;
      *) say sshd-config "$word" "$value" ;;
    esac
  done
elif [ -e "$main" ]; then
  say sshd-unreadable "$main"
fi

has fail2ban-client && say fail2ban-installed yes
if has systemctl; then
  say fail2ban-active "$(systemctl is-active fail2ban 2>/dev/null)"
  say apt-timer "$(systemctl is-enabled apt-daily-upgrade.timer 2>/dev/null)"
fi
if has fail2ban-client; then
  say fail2ban-jail "$(fail2ban-client status sshd 2>/dev/null | head -n 1)"
  say fail2ban-log "$(grep "Jail 'sshd'" "$root/var/log/fail2ban.log" 2>/dev/null | tail -n 1)"
  [ -e "$root/var/log/auth.log" ] && say auth-log yes
fi

if has apt-config; then
  say apt yes
  has unattended-upgrade && say unattended-installed yes
  apt-config dump APT::Periodic::Unattended-Upgrade 2>/dev/null | sed -n 's/^[^"]*"\([^"]*\)";.*/apt-unattended \1/p'
fi

if has ss; then
  say ss yes
  ss -Hltnpe 2>/dev/null | head -n 200 | cut -c1-400 | sed 's/^/listen /'
  for pid in $(ss -Hltnp 2>/dev/null | grep -o 'pid=[0-9]*' | cut -d= -f2 | sort -u | head -n 100); do
    say process "$pid" "$(tail -n 1 "$root/proc/$pid/cgroup" 2>/dev/null)"
  done
  {
    ss -Hltne 2>/dev/null | grep -o 'cgroup:[^ ]*'
    for pid in $(ss -Hltnp 2>/dev/null | grep -o 'pid=[0-9]*' | cut -d= -f2 | sort -u | head -n 100); do
      tail -n 1 "$root/proc/$pid/cgroup" 2>/dev/null
    done
  } | grep -o '[A-Za-z0-9@_.:\\-]*\.service' | sort -u | head -n 100 | while read -r unit; do
    has systemctl || continue
    say unit "$unit" "$(systemctl is-enabled "$unit" 2>/dev/null)"
    say user-unit "$unit" "$(systemctl --user is-enabled "$unit" 2>/dev/null)"
  done
fi
[ -d "$root/var/lib/systemd/linger" ] && for user in "$root"/var/lib/systemd/linger/*; do
  [ -e "$user" ] && say linger "$(basename "$user")"
done
say user "$(id -un)"
say end
`;
