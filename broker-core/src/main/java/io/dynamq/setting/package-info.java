/**
 * Configuration entries as they were read, with the place each came from: how the server hands a
 * plug-in or a store its keys without either knowing the other. Ground floor.
 */
package io.dynamq.setting;
