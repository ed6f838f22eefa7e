# Completion of broker_ctl and emqx_ctl for bash; written by CompletionTest.

_broker_ctl_commands='status
health
ping
ready
broker
broker stats
broker metrics
broker prometheus
reload
cluster status
cluster join
cluster leave
cluster force-leave
clients list
clients show
clients kick
sessions list
sessions show
sessions clean-persistent
routes list
routes show
topics list
topics show
subscriptions list
subscriptions show
subscriptions add
subscriptions del
plugins list
plugins load
plugins unload
plugins reload
modules list
modules load
modules unload
modules reload
mgmt list
mgmt lookup
mgmt insert --role
mgmt update
mgmt delete
users list
users add --mechanism
users passwd --mechanism
users del --mechanism
acl reload
acl cache-clean all
acl cache-clean node
acl cache-clean
data export
data import
ban list
ban add --for --reason
ban del
listeners
listeners stop
listeners restart
pem_cache clean all
pem_cache clean node
vm
vm all
vm load
vm memory
vm process
vm io
vm ports
log set-level
log primary-level
log handlers list
log handlers start
log handlers stop
log handlers set-level
retainer info
retainer topics
retainer clean
why --topic --msgid --since
undelivered list --client --topic --reason --since --after --limit
undelivered redeliver --client --topic --reason --since --after --limit
undelivered export --client --topic --reason --since --after --limit
undelivered purge --client --before
doctor
tables check --plugin
tables create --plugin
tables cloudformation --plugin
tables terraform --plugin
iam-policy --plugin
proof run
alarms list
alarms history
alarms deactivate
alarms clear
slow_subs list
slow_subs clear
topic_metrics list
topic_metrics add
topic_metrics del
topic_metrics clear
trace list
trace start
trace stop
traces list
traces start --payload
traces show --tail
traces stop
traces delete
session show
session export
session import
session clone
session rewind-inflight
session delete
explain publish --qos --retain --size --username
explain subscribe --qos --username
config show --written
config explain
config diff
config set
cost --by --month
hot
plan --clients --rate --size --qos --receivers --subscriptions --connects --absent --absent-rate --backlog --retained --retained-rate --ack-after --clean --tls
support-bundle --out'

_broker_ctl() {
  local current=${COMP_WORDS[COMP_CWORD]} line word typed index
  local -a typed_words=() candidates=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    [[ ${COMP_WORDS[index]} == -* ]] || typed_words+=("${COMP_WORDS[index]}")
  done
  while IFS= read -r line; do
    index=0
    for word in $line; do
      if [[ $word == --* ]]; then
        candidates+=("$word")
      elif ((index >= ${#typed_words[@]})); then
        candidates+=("$word")
        break
      elif [[ $word != "${typed_words[index]}" ]]; then
        break
      fi
      ((index++))
    done
  done <<<"$_broker_ctl_commands"
  [[ $current == -* ]] && candidates+=(--json --data-dir --aws --config --help)
  COMPREPLY=($(compgen -W "${candidates[*]}" -- "$current"))
}

complete -F _broker_ctl broker_ctl emqx_ctl
