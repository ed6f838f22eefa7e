/* The Paho C client against a broker: one protocol version, every QoS, retained, will, resumed session.
 * Usage: exchange URI 3|4|5 [CA-FILE|-]; exit code 0 if everything came, 1 with one line if not. */
#include <MQTTClient.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SOON_MILLIS 20000

static const char *uri;
static int version;
static MQTTClient_SSLOptions tls = MQTTClient_SSLOptions_initializer;

static void fail(const char *what, int code) {
  printf("version %d at %s: %s (%d)\n", version, uri, what, code);
  exit(1);
}

static void check(const char *what, int code) {
  if (code != MQTTCLIENT_SUCCESS) fail(what, code);
}

static MQTTClient make(const char *role) {
  char id[64];
  snprintf(id, sizeof id, "paho-c-%d-%s", version, role);
  MQTTClient client;
  MQTTClient_createOptions options = MQTTClient_createOptions_initializer;
  options.MQTTVersion = version == 5 ? MQTTVERSION_5 : MQTTVERSION_DEFAULT;
  check("create", MQTTClient_createWithOptions(
      &client, uri, id, MQTTCLIENT_PERSISTENCE_NONE, NULL, &options));
  return client;
}

/* Returns whether the broker had a session. */
static int open_session(MQTTClient client, int clean, MQTTClient_willOptions *will) {
  MQTTClient_connectOptions three = MQTTClient_connectOptions_initializer;
  MQTTClient_connectOptions five = MQTTClient_connectOptions_initializer5;
  MQTTClient_connectOptions *options = version == 5 ? &five : &three;
  options->MQTTVersion = version;
  options->keepAliveInterval = 60;
  options->will = will;
  if (tls.trustStore != NULL) options->ssl = &tls;
  if (version != 5) {
    options->cleansession = clean;
    check("connect", MQTTClient_connect(client, options));
    return options->returned.sessionPresent;
  }
  options->cleanstart = clean;
  MQTTProperties properties = MQTTProperties_initializer;
  MQTTProperty expiry;
  expiry.identifier = MQTTPROPERTY_CODE_SESSION_EXPIRY_INTERVAL;
  expiry.value.integer4 = clean ? 0 : 600;
  MQTTProperties_add(&properties, &expiry);
  MQTTResponse response = MQTTClient_connect5(client, options, &properties, NULL);
  check("connect", response.reasonCode);
  MQTTResponse_free(response);
  MQTTProperties_free(&properties);
  return options->returned.sessionPresent;
}

static void subscribe(MQTTClient client, const char *filter) {
  if (version == 5) {
    MQTTResponse response = MQTTClient_subscribe5(client, filter, 2, NULL, NULL);
    if (response.reasonCode != MQTTREASONCODE_GRANTED_QOS_2) fail("subscribe", response.reasonCode);
    MQTTResponse_free(response);
  } else {
    check("subscribe", MQTTClient_subscribe(client, filter, 2));
  }
}

static void publish(MQTTClient client, const char *topic, const char *text, int qos, int retained) {
  MQTTClient_message message = MQTTClient_message_initializer;
  message.payload = (void *) text;
  message.payloadlen = (int) strlen(text);
  message.qos = qos;
  message.retained = retained;
  MQTTClient_deliveryToken token;
  if (version == 5) {
    MQTTResponse response = MQTTClient_publishMessage5(client, topic, &message, &token);
    check("publish", response.reasonCode);
    MQTTResponse_free(response);
  } else {
    check("publish", MQTTClient_publishMessage(client, topic, &message, &token));
  }
  if (qos > 0) check("completion", MQTTClient_waitForCompletion(client, token, SOON_MILLIS));
}

static void expect(MQTTClient client, const char *text, int retained) {
  char *topic = NULL;
  int length = 0;
  MQTTClient_message *message = NULL;
  int code = MQTTClient_receive(client, &topic, &length, &message, SOON_MILLIS);
  if (code != MQTTCLIENT_SUCCESS && code != MQTTCLIENT_TOPICNAME_TRUNCATED) fail(text, code);
  if (message == NULL) {
    printf("instead of '%s': ", text);
    fail("nothing came", code);
  }
  if ((size_t) message->payloadlen != strlen(text)
      || memcmp(message->payload, text, message->payloadlen) != 0) {
    fail("something else came", message->payloadlen);
  }
  if (message->retained != retained) fail("the retain flag is wrong", message->retained);
  MQTTClient_freeMessage(&message);
  MQTTClient_free(topic);
}

static void leave(MQTTClient client) {
  if (version == 5) {
    check("disconnect", MQTTClient_disconnect5(client, 1000, MQTTREASONCODE_SUCCESS, NULL));
  } else {
    check("disconnect", MQTTClient_disconnect(client, 1000));
  }
}

/* A client that ends without a goodbye. */
static int be_mortal(const char *will_topic) {
  MQTTClient_willOptions will = MQTTClient_willOptions_initializer;
  will.topicName = will_topic;
  will.message = "gone";
  will.qos = 1;
  open_session(make("mortal"), 1, &will);
  _exit(0);
}

/* In a program of its own: this library reads from every connection of its process. */
static void start_mortal(char **words, const char *will_topic) {
  int status;
  pid_t child = fork();
  if (child == 0) {
    execl(words[0], words[0], words[1], words[2], tls.trustStore ? tls.trustStore : "-", will_topic,
          (char *) NULL);
    _exit(1);
  }
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0) fail("the mortal", status);
}

int main(int count, char **words) {
  if (count < 3) return 2;
  uri = words[1];
  version = atoi(words[2]);
  if (count > 3 && strcmp(words[3], "-") != 0) {
    tls.trustStore = words[3];
    tls.enableServerCertAuth = 1;
    tls.verify = 0;
    tls.struct_version = 2;
  }
  if (count > 4) return be_mortal(words[4]);
  char topic[64];
  char filter[64];
  char will_topic[64];
  snprintf(topic, sizeof topic, "paho-c/%d/t", version);
  snprintf(filter, sizeof filter, "paho-c/%d/#", version);
  snprintf(will_topic, sizeof will_topic, "paho-c/%d/will", version);

  MQTTClient publisher = make("pub");
  open_session(publisher, 1, NULL);
  publish(publisher, topic, "kept", 1, 1);

  MQTTClient subscriber = make("sub");
  open_session(subscriber, 1, NULL);
  leave(subscriber);
  open_session(subscriber, 0, NULL);
  subscribe(subscriber, filter);
  expect(subscriber, "kept", 1);
  publish(publisher, topic, "zero", 0, 0);
  expect(subscriber, "zero", 0);
  publish(publisher, topic, "one", 1, 0);
  expect(subscriber, "one", 0);
  publish(publisher, topic, "two", 2, 0);
  expect(subscriber, "two", 0);

  leave(subscriber);
  publish(publisher, topic, "while away 1", 1, 0);
  publish(publisher, topic, "while away 2", 2, 0);
  int present = open_session(subscriber, 0, NULL);
  /* MQTT 3.1 cannot say so; for MQTT 5 this client does not. */
  if (version == 4 && !present) fail("the session is gone", present);
  expect(subscriber, "while away 1", 0);
  expect(subscriber, "while away 2", 0);

  start_mortal(words, will_topic);
  expect(subscriber, "gone", 0);

  publish(publisher, topic, "", 1, 1);
  leave(publisher);
  leave(subscriber);
  return 0;
}
