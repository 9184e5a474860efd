package io.playgate.token.testing;

import io.playgate.support.testing.EmbeddedPostgresResource;
import io.playgate.support.testing.EmbeddedRedisResource;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The surroundings of the service: PostgreSQL, Redis, credentials, revocation-service. */
@WithTestResource(value = TestCredentials.class, scope = TestResourceScope.MATCHING_RESOURCES)
@WithTestResource(
    value = EmbeddedPostgresResource.class,
    scope = TestResourceScope.MATCHING_RESOURCES)
@WithTestResource(value = EmbeddedRedisResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
@WithTestResource(value = FakeRevocationService.class, scope = TestResourceScope.MATCHING_RESOURCES)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Suite {}
