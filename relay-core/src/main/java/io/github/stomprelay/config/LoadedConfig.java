package io.github.stomprelay.config;

import io.github.stomprelay.setting.Problem;
import java.util.List;

/**
 * What a {@link ConfigLoader} found.
 *
 * @param values every plain setting, and every named one that somebody set
 * @param warnings about what may be meant otherwise
 */
public record LoadedConfig(
    RelayConfig config, List<EffectiveValue> values, List<Problem> warnings) {}
