# Completion of broker_ctl and emqx_ctl for fish; written by CompletionTest.

set -g __broker_ctl_commands \
  'status' \
  'health' \
  'ping' \
  'ready' \
  'broker' \
  'broker stats' \
  'broker metrics' \
  'broker prometheus' \
  'reload' \
  'cluster status' \
  'cluster join' \
  'cluster leave' \
  'cluster force-leave' \
  'clients list' \
  'clients show' \
  'clients kick' \
  'sessions list' \
  'sessions show' \
  'sessions clean-persistent' \
  'routes list' \
  'routes show' \
  'topics list' \
  'topics show' \
  'subscriptions list' \
  'subscriptions show' \
  'subscriptions add' \
  'subscriptions del' \
  'plugins list' \
  'plugins load' \
  'plugins unload' \
  'plugins reload' \
  'modules list' \
  'modules load' \
  'modules unload' \
  'modules reload' \
  'mgmt list' \
  'mgmt lookup' \
  'mgmt insert --role' \
  'mgmt update' \
  'mgmt delete' \
  'users list' \
  'users add --mechanism' \
  'users passwd --mechanism' \
  'users del --mechanism' \
  'acl reload' \
  'acl cache-clean all' \
  'acl cache-clean node' \
  'acl cache-clean' \
  'data export' \
  'data import' \
  'ban list' \
  'ban add --for --reason' \
  'ban del' \
  'listeners' \
  'listeners stop' \
  'listeners restart' \
  'pem_cache clean all' \
  'pem_cache clean node' \
  'vm' \
  'vm all' \
  'vm load' \
  'vm memory' \
  'vm process' \
  'vm io' \
  'vm ports' \
  'log set-level' \
  'log primary-level' \
  'log handlers list' \
  'log handlers start' \
  'log handlers stop' \
  'log handlers set-level' \
  'retainer info' \
  'retainer topics' \
  'retainer clean' \
  'why --topic --msgid --since' \
  'undelivered list --client --topic --reason --since --after --limit' \
  'undelivered redeliver --client --topic --reason --since --after --limit' \
  'undelivered export --client --topic --reason --since --after --limit' \
  'undelivered purge --client --before' \
  'doctor' \
  'tables check --plugin' \
  'tables create --plugin' \
  'tables cloudformation --plugin' \
  'tables terraform --plugin' \
  'iam-policy --plugin' \
  'proof run' \
  'alarms list' \
  'alarms history' \
  'alarms deactivate' \
  'alarms clear' \
  'slow_subs list' \
  'slow_subs clear' \
  'topic_metrics list' \
  'topic_metrics add' \
  'topic_metrics del' \
  'topic_metrics clear' \
  'trace list' \
  'trace start' \
  'trace stop' \
  'traces list' \
  'traces start --payload' \
  'traces show --tail' \
  'traces stop' \
  'traces delete' \
  'session show' \
  'session export' \
  'session import' \
  'session clone' \
  'session rewind-inflight' \
  'session delete' \
  'explain publish --qos --retain --size --username' \
  'explain subscribe --qos --username' \
  'config show --written' \
  'config explain' \
  'config diff' \
  'config set' \
  'cost --by --month' \
  'hot' \
  'plan --clients --rate --size --qos --receivers --subscriptions --connects --absent --absent-rate --backlog --retained --retained-rate --ack-after --clean --tls' \
  'support-bundle --out'

function __broker_ctl_next
  set -l typed
  for word in (commandline -opc)[2..-1]
    string match -q -- '-*' $word; or set -a typed $word
  end
  for line in $__broker_ctl_commands
    set -l index 1
    for word in (string split ' ' -- $line)
      if string match -q -- '--*' $word
        echo $word
      else if test $index -gt (count $typed)
        echo $word
        break
      else if test $word != $typed[$index]
        break
      end
      set index (math $index + 1)
    end
  end
  string split ' ' -- '--json --data-dir --aws --config --help'
end

complete -c broker_ctl -f -a '(__broker_ctl_next)'
complete -c emqx_ctl -f -a '(__broker_ctl_next)'
