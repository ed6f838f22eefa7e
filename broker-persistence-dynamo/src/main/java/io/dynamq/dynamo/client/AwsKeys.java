package io.dynamq.dynamo.client;

/** A static key pair. Its text form hides the secret, so that it can never reach a log. */
public record AwsKeys(String accessKeyId, String secretAccessKey) {

  @Override
  public String toString() {
    return "AwsKeys[hidden]";
  }
}
