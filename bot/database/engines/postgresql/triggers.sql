-- What the database keeps true by itself, as it was after migration 0052; see tables.sql.

CREATE FUNCTION now_in_milliseconds() RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint
$$;

-- The audit loses nothing.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_keeps BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_outcome_keeps BEFORE UPDATE OR DELETE ON audit_outcome
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Since when a discussion has been closed, and since when none of its cards stands.

CREATE FUNCTION discussion_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'closed' THEN
        INSERT INTO ending VALUES (NEW.id, 'closed', now_in_milliseconds()) ON CONFLICT DO NOTHING;
    ELSE
        DELETE FROM ending WHERE discussion_id = NEW.id AND kind = 'closed';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER discussion_changes AFTER UPDATE OF status ON discussion
    FOR EACH ROW EXECUTE FUNCTION discussion_changes();

CREATE FUNCTION discussion_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM ending WHERE discussion_id = OLD.id;
    RETURN OLD;
END $$;
CREATE TRIGGER discussion_goes BEFORE DELETE ON discussion
    FOR EACH ROW EXECUTE FUNCTION discussion_goes();

CREATE FUNCTION cards_of_discussion_change(changed bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM post WHERE discussion_id = changed AND status != 'removed') THEN
        DELETE FROM ending WHERE discussion_id = changed AND kind = 'deleted';
    ELSIF EXISTS (SELECT 1 FROM post WHERE discussion_id = changed) THEN
        INSERT INTO ending VALUES (changed, 'deleted', now_in_milliseconds()) ON CONFLICT DO NOTHING;
    END IF;
END $$;
CREATE FUNCTION post_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cards_of_discussion_change(NEW.discussion_id);
    IF TG_OP = 'UPDATE' AND OLD.discussion_id != NEW.discussion_id THEN
        PERFORM cards_of_discussion_change(OLD.discussion_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER post_changes AFTER INSERT OR UPDATE OF status, discussion_id ON post
    FOR EACH ROW EXECUTE FUNCTION post_changes();

-- What was made of a comment's text, or decided about it, goes with the text.

CREATE FUNCTION comment_text_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.text != OLD.text OR NEW.language != OLD.language THEN
        DELETE FROM comment_translation WHERE comment_id = NEW.id;
        DELETE FROM translation_due WHERE comment_id = NEW.id;
    END IF;
    IF NEW.text != OLD.text THEN
        DELETE FROM decision WHERE comment_id = NEW.id;
        DELETE FROM rule_hit WHERE comment_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER comment_text_changes AFTER UPDATE OF text, language ON comment
    FOR EACH ROW WHEN (NEW.text != OLD.text OR NEW.language != OLD.language)
    EXECUTE FUNCTION comment_text_changes();

CREATE FUNCTION comment_status_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status != 'hidden' THEN
        DELETE FROM held WHERE comment_id = NEW.id;
    END IF;
    IF NEW.status != 'visible' THEN
        DELETE FROM featured WHERE comment_id = NEW.id;
    END IF;
    IF NEW.status = 'deleted' THEN
        DELETE FROM rule_hit WHERE comment_id = NEW.id;
        DELETE FROM letter WHERE comment_id = NEW.id;
        IF OLD.status != 'deleted' THEN
            UPDATE evidence SET deleted_at = now_in_milliseconds() WHERE deleted_at IS NULL
                AND case_id IN (SELECT id FROM member_case WHERE comment_id = NEW.id);
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER comment_status_changes AFTER UPDATE OF status ON comment
    FOR EACH ROW EXECUTE FUNCTION comment_status_changes();

-- The index of words: what it has to follow is noted, and followed before the transaction ends by whoever
-- writes, as only the program can cut texts into words. A note never outlives its transaction.

CREATE TABLE comment_search (source_id bigint PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX ix_comment_search_words ON comment_search USING gin (words);
CREATE UNLOGGED TABLE comment_to_index (source_id bigint PRIMARY KEY);

CREATE FUNCTION comment_is_to_be_indexed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO comment_to_index VALUES (NEW.source_id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER comment_is_to_be_indexed
    AFTER UPDATE OF text, status, discussion_id, post_id, source_id ON comment
    FOR EACH ROW WHEN (OLD.status = 'visible' OR NEW.status = 'visible')
    EXECUTE FUNCTION comment_is_to_be_indexed();

CREATE FUNCTION comment_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM comment_search WHERE source_id = OLD.source_id;
    DELETE FROM comment_to_index WHERE source_id = OLD.source_id;
    RETURN NULL;
END $$;
CREATE TRIGGER comment_goes AFTER DELETE ON comment FOR EACH ROW EXECUTE FUNCTION comment_goes();

-- What the ledger of erasures names, beside the database that it erases from. The ledger itself is another
-- database: what is not noted there yet is noted before the transaction is committed.

CREATE SCHEMA erasures;
CREATE TABLE erasures.erased_comment (
    source_id bigint PRIMARY KEY,
    noted boolean NOT NULL DEFAULT false
);
CREATE TABLE erasures.erased_here (
    source_id bigint PRIMARY KEY,
    noted boolean NOT NULL DEFAULT false
);
CREATE TABLE erasures.erased_member (
    author_id bigint,
    server_id bigint,
    until bigint NOT NULL,
    noted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (author_id, server_id)
);
CREATE TABLE erasures.emptied_case (
    server_id bigint,
    number bigint,
    opened_at bigint,
    whole boolean NOT NULL,
    noted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (server_id, number, opened_at)
);
CREATE INDEX ix_erased_comment_to_note ON erasures.erased_comment (source_id) WHERE NOT noted;
CREATE INDEX ix_erased_here_to_note ON erasures.erased_here (source_id) WHERE NOT noted;
CREATE INDEX ix_erased_member_to_note ON erasures.erased_member (author_id) WHERE NOT noted;
CREATE INDEX ix_emptied_case_to_note ON erasures.emptied_case (server_id) WHERE NOT noted;

CREATE FUNCTION erasures.changed_is_to_be_noted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.noted := false;
    RETURN NEW;
END $$;
CREATE TRIGGER changed_is_to_be_noted BEFORE UPDATE OF until ON erasures.erased_member
    FOR EACH ROW EXECUTE FUNCTION erasures.changed_is_to_be_noted();
CREATE TRIGGER changed_is_to_be_noted BEFORE UPDATE OF whole ON erasures.emptied_case
    FOR EACH ROW EXECUTE FUNCTION erasures.changed_is_to_be_noted();

CREATE FUNCTION comment_stays_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status != 'deleted' AND (
        EXISTS (SELECT 1 FROM erasures.erased_comment WHERE source_id = NEW.source_id)
        OR EXISTS (
            SELECT 1 FROM erasures.erased_member AS erased
            WHERE erased.author_id = NEW.author_id AND NEW.source_id <= erased.until AND erased.server_id IN (
                0, (SELECT server_id FROM discussion WHERE discussion.id = NEW.discussion_id))))
    THEN
        NEW.status := 'deleted';
        NEW.text := '';
        NEW.language := 'unknown';
        NEW.edited_at := NULL;
        NEW.author_id := 0;
        NEW.author_name := '';
        NEW.author_avatar := NULL;
        NEW.author_staff := false;
        NEW.names := NULL;
        -- Whoever inserts it is told that it was not: a tombstone is no comment to go on with.
        INSERT INTO comment SELECT NEW.* ON CONFLICT DO NOTHING;
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER comment_stays_erased BEFORE INSERT ON comment
    FOR EACH ROW EXECUTE FUNCTION comment_stays_erased();

CREATE FUNCTION erasure_is_noted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO erasures.erased_comment VALUES (NEW.source_id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER erasure_is_noted AFTER UPDATE OF status ON comment
    FOR EACH ROW WHEN (NEW.status = 'deleted') EXECUTE FUNCTION erasure_is_noted();
